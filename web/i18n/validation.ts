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
    least: (min: number) => `不能小于 ${min.toLocaleString('zh-CN')}。`,
    most: (max: number) => `不能大于 ${max.toLocaleString('zh-CN')}。`,
    day: '日期不存在。',
    address: '网址须以 http:// 或 https:// 开头。',
    receiver: '须为 http 或 https 地址，不含用户名、密码或 # 之后的部分。',
    line: '单行文本不能换行。',
    digits: '数字位数超出字段允许的范围。',
    choice: '该值不在字段的选项中。',
    once: '选项不能重复。',
    spaces: '选项首尾不能有空格。',
    range: '最大值不能小于最小值。',
    relation: '请选择关联的数据表。',
  },
  en: {
    required: 'This is required.',
    tooLong: (max: number) => `At most ${max.toLocaleString('en')} characters.`,
    tooShort: (min: number) => `At least ${min.toLocaleString('en')} characters.`,
    blank: 'This needs a visible character.',
    unstorable: 'It holds a character that cannot be stored.',
    email: 'Enter an e-mail address.',
    invalid: 'This is not valid.',
    least: (min: number) => `At least ${min.toLocaleString('en')}.`,
    most: (max: number) => `At most ${max.toLocaleString('en')}.`,
    day: 'There is no such day.',
    address: 'A web address begins with http:// or https://.',
    receiver: 'An http or https address, without a user name, a password or a part after #.',
    line: 'A text of one line has no line break.',
    digits: 'The number has more digits than the field.',
    choice: 'This is none of the choices of the field.',
    once: 'Each choice can be there once.',
    spaces: 'A choice neither begins nor ends with a space.',
    range: 'The most is less than the least.',
    relation: 'Choose the collection that it leads to.',
  },
})

/** What rules of our own say, by their sentences. */
const own = {
  'There is no such day.': 'day',
  'A web address begins with http:// or https://.': 'address',
  'An http or https address, without a user name, a password or a part after #.': 'receiver',
  'A text of one line has no line break.': 'line',
  'The number has more digits than the field.': 'digits',
  'This is none of the choices of the field.': 'choice',
  'Each choice can be there once.': 'once',
  'A choice neither begins nor ends with a space.': 'spaces',
  'The most is less than the least.': 'range',
  'A relation leads to a collection.': 'relation',
  'An e-mail address has an @ and no space.': 'email',
} as const
const isOwn = (message: string): message is keyof typeof own => message in own

/** What a rule of the shared schemas says to the person at the form. Told apart by the code of the issue, so no language file of zod is loaded. */
export function issueText(issue: z.core.$ZodIssue, language: Language): string {
  const t = texts[language]
  if (issue.path.at(-1) === 'email') return t.email
  if (isOwn(issue.message)) return t[own[issue.message]]
  if (issue.code === 'too_small' && issue.origin === 'number') return t.least(Number(issue.minimum))
  if (issue.code === 'too_big' && issue.origin === 'number') return t.most(Number(issue.maximum))
  if (issue.code === 'invalid_format' && /^(date|datetime)$/.test(issue.format)) return t.day
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
