import type { Permission } from '#shared/permissions.ts'
import { useTexts } from '../i18n/texts.ts'
import { Badge } from '../ui/Badge.tsx'
import { permissionTexts } from './texts.ts'

/** Permissions in a word each; what they allow as a tip. */
export function PermissionBadges({ permissions, label }: { permissions: readonly Permission[]; label: string }) {
  const t = useTexts(permissionTexts)
  if (permissions.length === 0) return <p className="text-sm text-ink-3">{t.none}</p>
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1">
      {permissions.map((permission) => (
        <li key={permission}>
          <Badge data-tip={t.explained[permission]}>{t.names[permission]}</Badge>
        </li>
      ))}
    </ul>
  )
}
