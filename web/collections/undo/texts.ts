import { defineTexts } from '../../i18n/texts.ts'

const rowsZh = (rows: string, name: string | undefined) => (name === undefined ? ` ${rows} 行` : `“${name}”`)
const rowsEn = (rows: string, name: string | undefined) => (name === undefined ? (rows === '1' ? '1 row' : `${rows} rows`) : `“${name}”`)

export const undoTexts = defineTexts({
  'zh-CN': {
    undo: '撤销上一步',
    redo: '重做',
    nothing: { done: '没有可撤销的操作', undone: '没有可重做的操作' },
    /** What it was, with its row or how many there were. */
    what: {
      edit: (rows: string, name?: string) => `修改${rowsZh(rows, name)}`,
      create: (rows: string, name?: string) => `新建${rowsZh(rows, name)}`,
      delete: (rows: string, name?: string) => `删除${rowsZh(rows, name)}`,
      paste: (rows: string, name?: string) => `粘贴${rowsZh(rows, name)}`,
      fill: (rows: string, name?: string) => `填充${rowsZh(rows, name)}`,
      clear: (rows: string, name?: string) => `清空${rowsZh(rows, name)}`,
      other: (rows: string, name?: string) => `更改${rowsZh(rows, name)}`,
    },
    told: { done: (what: string) => `已撤销：${what}`, undone: (what: string) => `已重做：${what}` },
    partly: (what: string, left: string) => `${what}（${left} 处保留现状）`,
    failed: { done: (reason: string) => `未能撤销：${reason}`, undone: (reason: string) => `未能重做：${reason}` },
    running: { done: '正在撤销…', undone: '正在重做…' },
    conflicts: {
      title: '有内容后来又有变化',
      text: (count: string) => `这一步涉及的 ${count} 处内容在此之后又有变化。可以保留它们，只处理其余部分。`,
      whole: '整行',
      changed: '之后又被修改',
      gone: '已被彻底删除',
      invalid: '原来的值已不符合字段设置',
      more: (count: string) => `以及另外 ${count} 处`,
      cancel: '取消',
      rest: { done: '撤销其余部分', undone: '重做其余部分' },
    },
  },
  en: {
    undo: 'Undo last step',
    redo: 'Redo',
    nothing: { done: 'There is nothing to undo', undone: 'There is nothing to redo' },
    what: {
      edit: (rows: string, name?: string) => `edit of ${rowsEn(rows, name)}`,
      create: (rows: string, name?: string) => `creation of ${rowsEn(rows, name)}`,
      delete: (rows: string, name?: string) => `deletion of ${rowsEn(rows, name)}`,
      paste: (rows: string, name?: string) => `paste into ${rowsEn(rows, name)}`,
      fill: (rows: string, name?: string) => `fill of ${rowsEn(rows, name)}`,
      clear: (rows: string, name?: string) => `clearing of ${rowsEn(rows, name)}`,
      other: (rows: string, name?: string) => `change of ${rowsEn(rows, name)}`,
    },
    told: { done: (what: string) => `Undone: ${what}`, undone: (what: string) => `Done again: ${what}` },
    partly: (what: string, left: string) => `${what} (${left} left as they are)`,
    failed: { done: (reason: string) => `Not undone: ${reason}`, undone: (reason: string) => `Not done again: ${reason}` },
    running: { done: 'Undoing…', undone: 'Doing it again…' },
    conflicts: {
      title: 'Some of it is not as it was left',
      text: (count: string) =>
        count === '1'
          ? 'One place that this step touched was changed after it. It can be left as it is, and the rest done.'
          : `${count} places that this step touched were changed after it. They can be left as they are, and the rest done.`,
      whole: 'the whole row',
      changed: 'changed since',
      gone: 'deleted for good',
      invalid: 'what it was no longer fits the field',
      more: (count: string) => `and ${count} more`,
      cancel: 'Cancel',
      rest: { done: 'Undo the rest', undone: 'Redo the rest' },
    },
  },
})
