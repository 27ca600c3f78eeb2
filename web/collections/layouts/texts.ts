import type { ViewKind } from '#shared/views.ts'
import { defineTexts } from '../../i18n/texts.ts'

type Texts = {
  layout: string
  kinds: Record<ViewKind, string>
  noField: Record<'board' | 'calendar', string>
  field: string
  none: string
  cards: (count: string) => string
  more: (shown: string, count: string) => string
  moveTo: (name: string) => string
  move: (name: string) => string
  moved: (name: string, to: string) => string
  earlier: string
  later: string
  today: string
  previous: string
  next: string
  month: string
  week: string
  span: string
}

export const layoutTexts = defineTexts<Texts>({
  'zh-CN': {
    layout: '布局',
    kinds: { grid: '表格', board: '看板', calendar: '日历' },
    noField: { board: '看板需要一个单选字段。', calendar: '日历需要一个日期字段。' },
    field: '依据字段',
    none: '（空）',
    cards: (count) => `${count} 张卡片`,
    more: (shown, count) => `只显示前 ${shown} 行，另有 ${count} 行。可用搜索或筛选缩小范围。`,
    moveTo: (name) => `移到“${name}”`,
    move: (name) => `移动“${name}”`,
    moved: (name, to) => `已将“${name}”移到${to}`,
    earlier: '提前一天',
    later: '推后一天',
    today: '今天',
    previous: '上一段',
    next: '下一段',
    month: '月',
    week: '周',
    span: '跨度',
  },
  en: {
    layout: 'Layout',
    kinds: { grid: 'Grid', board: 'Board', calendar: 'Calendar' },
    noField: { board: 'A board needs a field of single choices.', calendar: 'A calendar needs a date field.' },
    field: 'By the field',
    none: '(empty)',
    cards: (count) => (count === '1' ? '1 card' : `${count} cards`),
    more: (shown, count) => `Only the first ${shown} are shown, and ${count} more are there. Search or filter for them.`,
    moveTo: (name) => `Move to “${name}”`,
    move: (name) => `Move “${name}”`,
    moved: (name, to) => `Moved “${name}” to ${to}`,
    earlier: 'A day earlier',
    later: 'A day later',
    today: 'Today',
    previous: 'Earlier',
    next: 'Later',
    month: 'Month',
    week: 'Week',
    span: 'Span',
  },
})
