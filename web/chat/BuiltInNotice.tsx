import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { useMe } from '../session.ts'
import { InfoIcon } from './icons.tsx'
import { chatTexts } from './texts.ts'

/** Who answers while no model is set, and how to set one. */
export function BuiltInNotice() {
  const t = useTexts(chatTexts)
  const manages = useMe()?.permissions.includes('system:manage')
  return (
    <details className="mb-1 rounded-lg bg-sunken px-3 py-1.5 text-sm text-ink-2">
      <summary className="flex list-none items-start gap-2 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <InfoIcon className="mt-0.5 shrink-0 text-ink-3" />
        <span>
          {t.builtInNotice.text} <span className="whitespace-nowrap text-accent underline decoration-current/40 underline-offset-3">{t.builtInNotice.how}</span>
        </span>
      </summary>
      <div className="mt-2 mb-1 ml-6 grid gap-1.5">
        <p>{t.builtInNotice.set}</p>
        <code className="w-fit rounded border border-line bg-surface px-2 py-0.5 font-mono">OPENROUTER_API_KEY</code>
        <p>{t.builtInNotice.local}</p>
        {manages ? (
          <Link href={paths.settings('connection')} className="w-fit text-accent underline underline-offset-3 pointer-coarse:py-3">
            {t.builtInNotice.connection}
          </Link>
        ) : (
          <p>{t.builtInNotice.askAdministrator}</p>
        )}
      </div>
    </details>
  )
}
