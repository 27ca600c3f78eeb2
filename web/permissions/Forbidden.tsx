import type { Permission } from '#shared/permissions.ts'
import { defineTexts, useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LockIcon } from '../ui/icons.tsx'
import { permissionTexts } from './texts.ts'

const texts = defineTexts({
  'zh-CN': { title: '您没有查看此页的权限', text: (name: string) => `此页需要“${name}”权限。如需使用，请联系管理员。`, home: '回到概览' },
  en: {
    title: 'You may not see this page',
    text: (name: string) => `It asks for the permission “${name}”. An administrator can give it to you.`,
    home: 'Go to the overview',
  },
})

/** In place of a page that asks for a permission which the person does not have. */
export function Forbidden({ permission }: { permission: Permission }) {
  const t = useTexts(texts)
  const { names } = useTexts(permissionTexts)
  return (
    <div className="grid h-full place-content-center">
      <EmptyState
        page
        icon={LockIcon}
        title={t.title}
        text={t.text(names[permission])}
        action={
          <Link href={paths.dashboard()} className={buttonClass()}>
            {t.home}
          </Link>
        }
      />
    </div>
  )
}
