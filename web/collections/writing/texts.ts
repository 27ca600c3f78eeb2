import { defineTexts } from '../../i18n/texts.ts'

export const writingTexts = defineTexts({
  'zh-CN': {
    working: (done: string, total: string) => `正在写入 ${done} / ${total} 行`,
    stop: '停止',
    undo: '撤销',
    done: {
      paste: (rows: string) => `已粘贴 ${rows} 行`,
      fill: (rows: string) => `已填充 ${rows} 行`,
      clear: (rows: string) => `已清空 ${rows} 行`,
    },
    stopped: (done: string, total: string) => `已停止：写入了 ${total} 行中的 ${done} 行。`,
    nothing: '没有需要更改的内容',
    failures: {
      title: '有内容没有写入',
      text: (count: string, done: string) => `${done} 行已写入，${count} 处没有写入：`,
      place: (row: string) => `第 ${row} 行`,
      more: (count: string) => `以及另外 ${count} 处`,
      copy: '复制没有写入的内容',
      close: '关闭',
      changed: '已被他人修改',
      gone: '已被删除',
      notSent: '没有写入',
    },
  },
  en: {
    working: (done: string, total: string) => `Writing ${done} of ${total} rows`,
    stop: 'Stop',
    undo: 'Undo',
    done: {
      paste: (rows: string) => (rows === '1' ? 'Pasted 1 row' : `Pasted ${rows} rows`),
      fill: (rows: string) => (rows === '1' ? 'Filled 1 row' : `Filled ${rows} rows`),
      clear: (rows: string) => (rows === '1' ? 'Cleared 1 row' : `Cleared ${rows} rows`),
    },
    stopped: (done: string, total: string) => `Stopped: ${done} of ${total} rows were written.`,
    nothing: 'There is nothing to change',
    failures: {
      title: 'Some of it was not written',
      text: (count: string, done: string) => `Rows written: ${done}. Not written, ${count} in all:`,
      place: (row: string) => `Row ${row}`,
      more: (count: string) => `and ${count} more`,
      copy: 'Copy what was not written',
      close: 'Close',
      changed: 'changed by somebody else',
      gone: 'deleted',
      notSent: 'not written',
    },
  },
})
