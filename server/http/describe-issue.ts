import type { z } from 'zod'
import { en, zhCN } from 'zod/locales'
import type { ErrorDetail, Language } from '#shared/errors.ts'

const say = { en: en().localeError, 'zh-CN': zhCN().localeError }

/** Sentences of our own schemas, which Zod's locales cannot know. */
const own: Record<string, string> = {
  'The text holds a character that cannot be stored.': '文本包含无法存储的字符。',
  'An e-mail address has an @ and no space.': '邮箱地址须包含 @，且不含空格。',
  'An http or https address, without a user name, a password or a part after #.': '须为 http 或 https 地址，不含用户名、密码或 # 之后的部分。',
  'A name needs a visible character.': '名称不能为空白。',
  'A choice neither begins nor ends with a space.': '选项首尾不能有空格。',
  'Each choice can be there once.': '选项不能重复。',
  'A file is the id of an upload, or one as the item has it.': '附件须为已上传文件的编号，或记录中已有的附件。',
  'Each can be there once.': '不能重复。',
  'Fields of this type have no such setting.': '此类型的字段没有这项设置。',
  'A relation leads to a collection.': '关联字段须指定数据表。',
  'A formula is missing.': '缺少公式。',
  'What is computed cannot be required.': '由公式计算的字段不能设为必填。',
  'What a formula computes is not written.': '公式字段由系统计算，不能写入。',
  'The most is less than the least.': '最大值不能小于最小值。',
  'A text of one line has no line break.': '单行文本不能换行。',
  'There is no such day.': '日期不存在。',
  'There is no such time zone.': '时区不存在。',
  'A web address begins with http:// or https://.': '网址须以 http:// 或 https:// 开头。',
  'This is none of the choices of the field.': '该值不在字段的选项中。',
  'The number has more digits than the field.': '数字位数超出字段允许的范围。',
  'A prompt needs a visible character.': '提示词不能为空白。',
  'Instructions need a visible character.': '系统提示词不能为空白。',
  'A comment needs a visible character.': '评论不能为空白。',
  'A title needs a visible character.': '标题不能为空白。',
  'Each model can be compared once.': '每个模型只能参加一次对比。',
  'At most 20 fields at once.': '一次最多 20 个字段。',
  'At most 50 fields at once.': '一次最多 50 个字段。',
  'Each field can be named once.': '每个字段只能列出一次。',
  'Each column can be named once.': '每一列只能列出一次。',
  'The filter cannot be read.': '无法解析筛选条件。',
  'A figure needs a field, and a chart needs a group.': '指标需要字段，图表需要分组。',
  'Each field can be sorted by once.': '每个字段只能排序一次。',
  'Only the trash can be sorted by deleted_at.': '只有回收站可以按 deleted_at 排序。',
  'Not supported here: it would change the answer.': '此处不支持：它会改变回答。',
  'The last day comes after the first, within 400 days.': '结束日期须不早于开始日期，且跨度不超过 400 天。',
  'At most 1000 rows in all.': '总共最多 1000 行。',
  'Say how many rows are meant; a dry run tells.': '须给出预期的行数；可先试运行查看。',
  'Say which rows: filter, q, or both.': '须用 filter 或 q 指定行。',
  'Use collection or item_id, not both.': 'collection 与 item_id 不能同时使用。',
  'Use cursor or skip, not both.': 'cursor 与 skip 不能同时使用。',
  'Of a search, a filter or a sort by other fields at most 100,000 rows are passed over; go on by cursor.':
    '搜索、筛选或按其他字段排序时最多跳过 100,000 行，之后请使用 cursor。',
  'Use one of cursor, offset and around.': 'cursor、offset 与 around 只能使用其中之一。',
}

/** What a schema has against some input, field by field, in the caller's language. */
export function describeIssues(schema: z.ZodType, data: unknown, language: Language): ErrorDetail[] {
  const { error } = schema.safeParse(data, { error: say[language] })
  return (error?.issues ?? []).map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
    return { path: path.map(String).join('.'), message: (language === 'zh-CN' && own[issue.message]) || issue.message }
  })
}

/** The same in each language, for an answer whose language is not known yet. */
export function describeInEach(schema: z.ZodType, data: unknown): { path: string; message: Record<Language, string> }[] {
  const zh = describeIssues(schema, data, 'zh-CN')
  if (zh.length === 0) return []
  return describeIssues(schema, data, 'en').map(({ path, message }, at) => ({ path, message: { en: message, 'zh-CN': zh[at]?.message ?? message } }))
}
