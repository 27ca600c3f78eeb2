import type { Period } from '#shared/aggregates.ts'
import type { TileFigure, TileKind } from '#shared/tiles.ts'
import { defineTexts } from '../../i18n/texts.ts'

type Texts = {
  title: string
  edit: string
  add: string
  menu: (name: string) => string
  kinds: Record<TileKind, string>
  figures: Record<TileFigure, string>
  by: Record<Period, string>
  name: string
  kind: string
  collection: string
  view: string
  allRows: string
  filter: string
  figure: string
  field: string
  group: string
  period: string
  none: string
  wide: string
  save: string
  cancel: string
  choose: string
  noGroups: string
  earlier: string
  later: string
  moved: (name: string, place: number, of: number) => string
  remove: string
  removed: (name: string) => string
  undo: string
  failed: string
  empty: string
  checked: string
  unchecked: string
  groupHead: string
  newest: (count: string) => string
  before: (change: string) => string
}

export const tileTexts = defineTexts<Texts>({
  'zh-CN': {
    title: '卡片',
    edit: '编辑卡片',
    add: '添加卡片',
    menu: (name) => `卡片“${name}”`,
    kinds: { number: '数字', trend: '趋势', bar: '条形图', line: '折线图', pie: '饼图', table: '表格' },
    figures: { count: '行数', sum: '求和', avg: '平均值', min: '最小值', max: '最大值', filled: '已填写', empty: '未填写', checked: '已勾选' },
    by: { day: '按天', week: '按周', month: '按月', quarter: '按季度', year: '按年' },
    name: '标题',
    kind: '类型',
    collection: '数据表',
    view: '视图',
    allRows: '全部行（或下面的筛选）',
    filter: '筛选（文本）',
    figure: '指标',
    field: '字段',
    group: '分组',
    period: '周期',
    none: '无',
    wide: '占满整行',
    save: '保存',
    cancel: '取消',
    choose: '请选择字段。',
    noGroups: '请选择分组。',
    earlier: '前移',
    later: '后移',
    moved: (name, place, of) => `“${name}”现在是第 ${place} 张，共 ${of} 张`,
    remove: '移除卡片',
    removed: (name) => `已移除卡片“${name}”`,
    undo: '撤销',
    failed: '无法显示',
    empty: '（空）',
    checked: '已勾选',
    unchecked: '未勾选',
    groupHead: '分组',
    newest: (count) => `仅统计最新 ${count} 行`,
    before: (change) => `较上期 ${change}`,
  },
  en: {
    title: 'Tiles',
    edit: 'Edit tile',
    add: 'Add tile',
    menu: (name) => `Tile “${name}”`,
    kinds: { number: 'Number', trend: 'Trend', bar: 'Bars', line: 'Line', pie: 'Pie', table: 'Table' },
    figures: { count: 'Rows', sum: 'Sum', avg: 'Average', min: 'Least', max: 'Most', filled: 'Filled', empty: 'Empty', checked: 'Checked' },
    by: { day: 'By day', week: 'By week', month: 'By month', quarter: 'By quarter', year: 'By year' },
    name: 'Title',
    kind: 'Kind',
    collection: 'Collection',
    view: 'View',
    allRows: 'All rows (or the filter below)',
    filter: 'Filter (as text)',
    figure: 'Figure',
    field: 'Field',
    group: 'Groups',
    period: 'Period',
    none: 'None',
    wide: 'Over the whole width',
    save: 'Save',
    cancel: 'Cancel',
    choose: 'Choose a field.',
    noGroups: 'Choose what to group by.',
    earlier: 'Move forward',
    later: 'Move back',
    moved: (name, place, of) => `“${name}” is now tile ${place} of ${of}`,
    remove: 'Remove tile',
    removed: (name) => `Removed the tile “${name}”`,
    undo: 'Undo',
    failed: 'This cannot be shown',
    empty: '(empty)',
    checked: 'Checked',
    unchecked: 'Not checked',
    groupHead: 'Group',
    newest: (count) => `Of the newest ${count} rows`,
    before: (change) => `${change} on the period before`,
  },
})
