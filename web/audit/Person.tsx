import type { AuditEntry } from '#shared/audit.ts'
import { useTexts } from '../i18n/texts.ts'
import { auditTexts } from './texts.ts'

/** Who did it; where nobody was signed in, what did. */
export function Person({ entry }: { entry: AuditEntry }) {
  const t = useTexts(auditTexts)
  if (entry.actor_name) return entry.actor_name
  if (entry.actor_id) return t.someone
  return entry.source === 'system' || entry.source === 'database' ? t.sources[entry.source] : t.nobody
}
