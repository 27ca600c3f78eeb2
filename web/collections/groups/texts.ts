import type { Period } from '#shared/aggregates.ts'
import { defineTexts } from '../../i18n/texts.ts'

type Texts = {
  group: string
  groupBy: (name: string) => string
  byThis: string
  not: string
  none: string
  rows: (count: string) => string
  by: Record<Period, string>
  more: string
  farthest: (count: string) => string
}

export const groupTexts = defineTexts<Texts>({
  'zh-CN': {
    group: '分组',
    groupBy: (name) => `按“${name}”分组`,
    byThis: '按此列分组',
    not: '不分组',
    none: '（空）',
    rows: (count) => `${count} 行`,
    by: { day: '按天', week: '按周', month: '按月', quarter: '按季度', year: '按年' },
    farthest: (count) => `只能滚动到前 ${count} 行`,
    more: '只显示行数最多的 200 组。',
  },
  en: {
    group: 'Group',
    groupBy: (name) => `Grouped by ${name}`,
    byThis: 'Group by this column',
    not: 'No groups',
    none: '(empty)',
    rows: (count) => (count === '1' ? '1 row' : `${count} rows`),
    by: { day: 'By day', week: 'By week', month: 'By month', quarter: 'By quarter', year: 'By year' },
    farthest: (count) => `only the first ${count} can be scrolled to`,
    more: 'Only the 200 groups of most rows are shown.',
  },
})
