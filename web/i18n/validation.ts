import type { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import { defineTexts } from './texts.ts'

const texts = defineTexts({
  'zh-CN': {
    required: '此项必填。',
    tooLong: (max: number) => `最多 ${max.toLocaleString('zh-CN')} 个字符。`,
    tooShort: (min: number) => `至少 ${min.toLocaleString('zh-CN')} 个字符。`,
    blank: '至少需要一个可见字符。',
    unstorable: '包含无法存储的字符。',
    email: '请输入有效的邮箱地址。',
    invalid: '内容无效。',
  },
  en: {
    required: 'This is required.',
    tooLong: (max: number) => `At most ${max.toLocaleString('en')} characters.`,
    tooShort: (min: number) => `At least ${min.toLocaleString('en')} characters.`,
    blank: 'This needs a visible character.',
    unstorable: 'It holds a character that cannot be stored.',
    email: 'Enter an e-mail address.',
    invalid: 'This is not valid.',
  },
})

/** What a rule of the shared schemas says to the person at the form. Told apart by the code of the issue, so no language file of zod is loaded. */
export function issueText(issue: z.core.$ZodIssue, language: Language): string {
  const t = texts[language]
  if (issue.path.at(-1) === 'email') return t.email
  if (issue.code === 'too_small') return Number(issue.minimum) <= 1 ? t.required : t.tooShort(Number(issue.minimum))
  if (issue.code === 'too_big') return t.tooLong(Number(issue.maximum))
  if (issue.code === 'custom') return typeof issue.input === 'string' && issue.input.trim() === '' ? t.blank : t.unstorable
  if (issue.code === 'invalid_type') return t.required
  return t.invalid
}

/** The first complaint about each field, by the field's name. */
export function fieldErrors(error: z.ZodError, language: Language): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const issue of error.issues) errors[String(issue.path[0] ?? '')] ??= issueText(issue, language)
  return errors
}
