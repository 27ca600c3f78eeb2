import { expect, it } from 'vitest'
import { estimateTokens } from '#shared/tokens.ts'

/** What a message has beside its text. */
const FRAME = 4

/** Texts, and what the vocabularies o200k and cl100k make of them, as counted by gpt-tokenizer 3. */
const counted: [string, string, number, number][] = [
  [
    'Chinese prose',
    '本季度的销售报告已经完成，请在周五之前审阅并提出修改意见。客户名单正在整理，预计下周可以交付给市场部门。若有任何问题，请随时与项目负责人联系，我们会在两个工作日内答复。',
    55,
    81,
  ],
  [
    'English prose',
    'The quarterly sales report is finished; please review it before Friday and suggest changes. The list of customers is being prepared and will be handed over to marketing next week. If anything is unclear, write to the owner of the project, who will answer within two working days.',
    54,
    54,
  ],
  [
    'code',
    'export function total(counts: number[]): number {\n  return counts.reduce((sum, count) => sum + count, 0)\n}\n\nconst rows = await db.execute(sql`select id, name from items where deleted_at is null`)\n',
    48,
    48,
  ],
  ['a table', '| 项目 | 状态 | 数量 |\n|---|---|---:|\n| 季度报告 | 完成 | 12 |\n| 客户名单 | 进行中 | 48 |\n| Quarterly report | done | 12 |\n', 51, 56],
  ['both languages', '请用 TypeScript 写一个函数，把 CSV 文件解析成对象数组，并处理引号和换行。Use strict types and no dependencies.', 29, 32],
  ['JSON', '{"id":"019abf00-0000-7000-8000-000000000000","name":"Quarterly report","created_at":"2026-11-22T08:30:00.000Z","version":7}', 51, 51],
]

it.each(counted)('the estimate for %s is within its error', (_, text, recent, older) => {
  const estimate = estimateTokens(text) - FRAME
  for (const tokens of [recent, older]) {
    expect(estimate / tokens).toBeGreaterThanOrEqual(0.875)
    expect(estimate / tokens).toBeLessThanOrEqual(1.6)
  }
})

it('an empty message costs its frame', () => expect(estimateTokens('')).toBe(FRAME))
