import type { Operator } from '#shared/filter.ts'
import type { Kind } from '#shared/filter-operators.ts'
import { defineTexts } from '../../i18n/texts.ts'

type Words = Record<Operator, string>
type Texts = {
  panel: string
  asText: string
  asConditions: string
  textOnly: string
  add: string
  edit: string
  remove: (name: string) => string
  group: string
  groupMenu: string
  addToGroup: string
  negateGroup: string
  dissolve: string
  removeGroup: string
  and: string
  or: string
  not: string
  switchTo: (word: string) => string
  field: string
  operator: string
  value: string
  values: string
  lines: string
  negate: string
  apply: string
  removeShort: string
  alsoAnd: string
  alsoOr: string
  checked: string
  unchecked: string
  needed: string
  tooLong: string
  noRoom: { title: string; text: string; plain: string }
  created_by: string
  updated_by: string
  byColumn: string
  byThis: string
  butThis: string
  cell: (name: string) => string
  ops: Words
  opsOf: Partial<Record<Kind, Partial<Words>>>
  notEmpty: string
  sort: string
  sortNone: string
  sortAdd: string
  sortBy: (at: number) => string
  sortDirection: (at: number) => string
  sortRemove: (at: number) => string
  sortEarlier: (at: number) => string
  ascending: string
  descending: string
}

export const filterTexts = defineTexts<Texts>({
  'zh-CN': {
    panel: '筛选条件',
    asText: '以文本编辑',
    asConditions: '以条件编辑',
    textOnly: '这段文本无法读取，因此只能以文本编辑。',
    add: '添加条件',
    edit: '编辑条件',
    remove: (name) => `移除条件：${name}`,
    group: '一组条件',
    groupMenu: '这一组条件',
    addToGroup: '在组内添加条件',
    negateGroup: '取反',
    dissolve: '拆散这一组',
    removeGroup: '移除这一组',
    and: '且',
    or: '或',
    not: '非',
    switchTo: (word) => `改为“${word}”`,
    field: '字段',
    operator: '比较方式',
    value: '值',
    values: '值（满足其一）',
    lines: '每行一个值',
    negate: '取反：不符合此条件的行',
    apply: '应用',
    removeShort: '移除',
    alsoAnd: '再加一个（且）',
    alsoOr: '再加一个（或）',
    checked: '已勾选',
    unchecked: '未勾选',
    needed: '请填写值。',
    tooLong: '筛选条件太长。',
    noRoom: {
      title: '筛选条件太长，无法再划分',
      text: '每个分组、看板列或日历区间都要在筛选之外再加一个条件，现在已放不下。请缩短筛选，或改用普通表格。',
      plain: '显示普通表格',
    },
    created_by: '创建人',
    updated_by: '更新人',
    byColumn: '按此列筛选…',
    byThis: '只看此值的行',
    butThis: '排除此值的行',
    cell: (name) => `“${name}”单元格`,
    ops: {
      '=': '是',
      '!=': '不是',
      '<': '小于',
      '<=': '不大于',
      '>': '大于',
      '>=': '不小于',
      contains: '包含',
      starts: '开头是',
      in: '是其中之一',
      any: '含有任一',
      all: '同时含有',
      empty: '为空',
    },
    opsOf: {
      number: { '=': '等于', '!=': '不等于' },
      date: { '<': '早于', '<=': '不晚于', '>': '晚于', '>=': '不早于' },
      date_time: { '<': '早于', '<=': '不晚于', '>': '晚于', '>=': '不早于' },
      many: { '=': '含有' },
    },
    notEmpty: '不为空',
    sort: '排序',
    sortNone: '未设置排序，最新的在最前。',
    sortAdd: '添加排序字段',
    sortBy: (at) => `第 ${at} 排序字段`,
    sortDirection: (at) => `第 ${at} 排序方向`,
    sortRemove: (at) => `移除第 ${at} 排序字段`,
    sortEarlier: (at) => `提前第 ${at} 排序字段`,
    ascending: '升序',
    descending: '降序',
  },
  en: {
    panel: 'Conditions',
    asText: 'Edit as text',
    asConditions: 'Edit as conditions',
    textOnly: 'This text cannot be read, so it can be edited as text only.',
    add: 'Add condition',
    edit: 'Edit condition',
    remove: (name) => `Remove the condition on ${name}`,
    group: 'Group of conditions',
    groupMenu: 'This group of conditions',
    addToGroup: 'Add a condition to the group',
    negateGroup: 'Negate',
    dissolve: 'Dissolve the group',
    removeGroup: 'Remove the group',
    and: 'and',
    or: 'or',
    not: 'not',
    switchTo: (word) => `Make it “${word}”`,
    field: 'Field',
    operator: 'Comparison',
    value: 'Value',
    values: 'Values (one of them)',
    lines: 'One value a line',
    negate: 'Negate: rows that this is not true of',
    apply: 'Apply',
    removeShort: 'Remove',
    alsoAnd: 'And another',
    alsoOr: 'Or another',
    checked: 'checked',
    unchecked: 'not checked',
    needed: 'A value is needed.',
    tooLong: 'The filter is too long.',
    noRoom: {
      title: 'The filter is too long to be divided',
      text: 'Each group, column of a board or span of a calendar adds a condition to the filter, and there is no room for it. Shorten the filter, or look at the rows as a plain grid.',
      plain: 'Show a plain grid',
    },
    created_by: 'Created by',
    updated_by: 'Updated by',
    byColumn: 'Filter by this column…',
    byThis: 'Only rows with this value',
    butThis: 'Leave out rows with this value',
    cell: (name) => `Cell of “${name}”`,
    ops: {
      '=': 'is',
      '!=': 'is not',
      '<': 'less than',
      '<=': 'at most',
      '>': 'more than',
      '>=': 'at least',
      contains: 'contains',
      starts: 'begins with',
      in: 'is one of',
      any: 'has any of',
      all: 'has all of',
      empty: 'is empty',
    },
    opsOf: {
      number: { '=': 'equals', '!=': 'does not equal' },
      date: { '<': 'before', '<=': 'not after', '>': 'after', '>=': 'not before' },
      date_time: { '<': 'before', '<=': 'not after', '>': 'after', '>=': 'not before' },
      many: { '=': 'has' },
    },
    notEmpty: 'is not empty',
    sort: 'Sort',
    sortNone: 'Not sorted: the newest rows come first.',
    sortAdd: 'Add a field to sort by',
    sortBy: (at) => `Field ${at} to sort by`,
    sortDirection: (at) => `Direction of field ${at}`,
    sortRemove: (at) => `Remove field ${at} from the sort`,
    sortEarlier: (at) => `Move field ${at} forward`,
    ascending: 'Ascending',
    descending: 'Descending',
  },
})
