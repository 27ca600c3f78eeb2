import { defineTexts } from '../../i18n/texts.ts'
import type { Summary } from './summaries.ts'

type Texts = {
  row: string
  choose: (name: string) => string
  names: Record<Summary, string>
  short: Record<Summary, string>
  pending: string
  failed: string
  newest: (count: string) => string
  all: string
  allBusy: string
  statistics: string
  statisticsOf: (name: string) => string
  rows: (count: string) => string
  values: string
  noValues: string
  more: string
  count: string
  spread: string
  from: string
  to: string
}

export const figureTexts = defineTexts<Texts>({
  'zh-CN': {
    row: '汇总',
    choose: (name) => `“${name}”列的汇总`,
    names: {
      none: '无',
      filled: '已填写',
      empty: '未填写',
      share: '填写比例',
      sum: '求和',
      avg: '平均值',
      min: '最小值',
      max: '最大值',
      checked: '已勾选',
      unchecked: '未勾选',
      checkedShare: '勾选比例',
    },
    short: {
      none: '汇总',
      filled: '已填',
      empty: '未填',
      share: '已填',
      sum: '合计',
      avg: '平均',
      min: '最小',
      max: '最大',
      checked: '勾选',
      unchecked: '未勾选',
      checkedShare: '勾选',
    },
    pending: '正在计算…',
    failed: '无法计算',
    newest: (count) => `最新 ${count} 行`,
    all: '统计全部行',
    allBusy: '正在统计全部行…',
    statistics: '此列统计…',
    statisticsOf: (name) => `“${name}”的统计`,
    rows: (count) => `${count} 行`,
    values: '最常见的值',
    noValues: '没有值。',
    more: '还有其他值。',
    count: '行数',
    spread: '分布',
    from: '从',
    to: '到',
  },
  en: {
    row: 'Summary',
    choose: (name) => `Summary of “${name}”`,
    names: {
      none: 'None',
      filled: 'Filled',
      empty: 'Empty',
      share: 'Share filled',
      sum: 'Sum',
      avg: 'Average',
      min: 'Least',
      max: 'Most',
      checked: 'Checked',
      unchecked: 'Not checked',
      checkedShare: 'Share checked',
    },
    short: {
      none: 'Summary',
      filled: 'Filled',
      empty: 'Empty',
      share: 'Filled',
      sum: 'Sum',
      avg: 'Avg',
      min: 'Min',
      max: 'Max',
      checked: 'Checked',
      unchecked: 'Unchecked',
      checkedShare: 'Checked',
    },
    pending: 'Counting…',
    failed: 'Failed',
    newest: (count) => `Newest ${count} rows`,
    all: 'Count all rows',
    allBusy: 'Counting all rows…',
    statistics: 'Statistics of this column…',
    statisticsOf: (name) => `Statistics of “${name}”`,
    rows: (count) => (count === '1' ? '1 row' : `${count} rows`),
    values: 'Most frequent values',
    noValues: 'There are no values.',
    more: 'There are other values.',
    count: 'Rows',
    spread: 'Spread',
    from: 'From',
    to: 'To',
  },
})
