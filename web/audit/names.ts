import { useTexts } from '../i18n/texts.ts'
import { storedTexts } from './storedTexts.ts'
import { auditTexts } from './texts.ts'

/** What the triggers of the database write about each kind of thing (migrations/0004_audit_triggers.sql). */
export const actionsOf: Record<string, readonly string[]> = {
  item: ['create', 'update', 'delete', 'restore', 'purge'],
  collection: ['create', 'update', 'delete'],
  comment: ['create', 'update', 'delete'],
  chat: ['create', 'rename', 'delete', 'restore', 'purge'],
  chat_folder: ['create', 'update', 'delete'],
  chat_share: ['create', 'update', 'end'],
  prompt: ['create', 'update', 'delete'],
  user: ['create', 'update', 'disable', 'enable', 'delete', 'claim'],
  role: ['create', 'update', 'delete'],
  session: ['create', 'end', 'update'],
  api_key: ['create', 'end', 'update'],
  invitation: ['create', 'end'],
  reset_link: ['create', 'end'],
  setup_link: ['create', 'end'],
  signing_key: ['create', 'retire'],
  identity: ['create', 'delete'],
  webhook: ['create', 'update', 'delete'],
  preset: ['create', 'update', 'delete'],
  model_policy: ['update'],
  budget: ['create', 'update', 'delete'],
}

/** What the program writes beside them. */
export const acts = [
  'auth.login',
  'auth.login_failed',
  'auth.logout',
  'auth.denied',
  'auth.password_wrong',
  'auth.refresh_reused',
  'audit.export',
  'chat.export',
  'chat.import',
  'item.export',
  'provider.test',
  'webhook.roll',
  'webhook.replay',
] as const

/** Gives actions and kinds of things their name in the language of the page; what a later version brings keeps the one that it is stored under. */
export function useNames() {
  const t = useTexts(storedTexts)
  const { did } = useTexts(auditTexts)
  const kind = (type: string): string => lookUp(t.kinds, type) ?? type
  const action = (stored: string): string => {
    const whole = lookUp(t.acts, stored)
    if (whole) return whole
    const [type = '', verb = ''] = stored.split('.')
    const [thing, does] = [lookUp(t.kinds, type), lookUp(t.verbs, verb)]
    return thing && does ? did(does, thing) : stored
  }
  const field = (stored: string): string => lookUp(t.fields, stored) ?? stored
  return { kind, action, field }
}

/** Own names only: what is stored may be called `constructor`. */
const lookUp = (texts: Record<string, string>, name: string) => (Object.hasOwn(texts, name) ? texts[name] : undefined)
