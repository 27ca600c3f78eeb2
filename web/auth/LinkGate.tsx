import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { LinkInfo } from '#shared/auth.ts'
import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/Button.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Spinner } from '../ui/Spinner.tsx'
import { Card } from './Card.tsx'
import { linkQuery } from './queries.ts'
import { authTexts } from './texts.ts'

type Props = {
  purpose: LinkInfo['purpose']
  token: string
  /** Used, expired, or for something else. */
  invalid: ReactNode
  children: (info: LinkInfo) => ReactNode
}

/** Asks what a link is for before a form is filled in for nothing. */
export function LinkGate({ purpose, token, invalid, children }: Props) {
  const t = useTexts(authTexts)
  const link = useQuery(linkQuery(token))
  if (link.data) return link.data.purpose === purpose ? children(link.data) : invalid
  if (link.error instanceof ApiError && (link.error.code === 'LINK_INVALID' || link.error.code === 'VALIDATION_FAILED')) return invalid
  if (link.error) return <QueryFailed query={link} />
  return (
    <p role="status" className="flex items-center justify-center gap-2 py-10 text-ink-2">
      <Spinner /> {t.checking}
    </p>
  )
}

/** In place of a form that leads nowhere: why, and the way on. */
export function DeadEnd({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  const t = useTexts(authTexts)
  return (
    <Card title={title} text={text}>
      {children}
      <Link href={paths.login()} className={buttonClass()}>
        {t.toSignIn}
      </Link>
    </Card>
  )
}
