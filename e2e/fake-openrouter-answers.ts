import type { Question } from './fake-openrouter-directive.ts'
import { prose } from './fake-openrouter-prose.ts'

const isChinese = (text: string) => /\p{Script=Han}/u.test(text)

const zh = (question: string, turns: number) => `您问的是：**${question}**

这是第 ${turns} 轮对话。下面是一个小表格：

| 项目 | 状态 | 数量 |
|---|---|---:|
| 季度报告 | 完成 | 12 |
| 客户名单 | 进行中 | 48 |

再给一段代码：

\`\`\`ts
export function 合计(数量: number[]): number {
  return 数量.reduce((和, 一个) => 和 + 一个, 0)
}
\`\`\`

1. 先看*表格*；
2. 再看\`代码\`；
3. 最后看结论 🎉。

> 结论：以上内容由模拟服务生成，仅供测试。
`

const en = (question: string, turns: number) => `You asked: **${question}**

This is turn ${turns}. A small table first:

| Item | State | Count |
|---|---|---:|
| Quarterly report | done | 12 |
| Customer list | in progress | 48 |

And a piece of code:

\`\`\`ts
export function total(counts: number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
\`\`\`

1. Look at the *table*;
2. then at the \`code\`;
3. then at the end 🎉.

> In short: this was written by a stand-in, for tests.
`

/**
 * An answer with a table and code, in the language of the question; or, word for word, what follows `[[say]]` in it. Of an answer that the
 * messages begin, the rest; a model that cannot be given the beginning of its answer is played by `[[repeats:40]]`, which says so many of the
 * last characters again, and `[[restarts]]`.
 */
export function answerTo(question: Question): string {
  const whole = wholeAnswerTo(question)
  const last = question.messages.at(-1)
  const said = question.messages.findLast((message) => message.role === 'user')?.content ?? ''
  if (last?.role !== 'assistant' || !whole.startsWith(last.content) || said.includes('[[restarts]]')) return whole
  const [, again = '0'] = /\[\[repeats:(\d+)\]\]/.exec(said) ?? []
  return whole.slice(Math.max(0, last.content.length - Number(again)))
}

function wholeAnswerTo(question: Question): string {
  const said = question.messages.findLast((message) => message.role === 'user')?.content ?? ''
  const [, wanted] = said.split('[[say]]')
  if (wanted !== undefined) return wanted
  const [, length, seed] = /\[\[prose:(\d+) seed=(\d+)\]\]/.exec(said) ?? []
  if (length !== undefined) return prose(Number(length), Number(seed))
  const asked = said.replace(/\[\[[^\]]*\]\]/g, '').trim()
  const turns = question.messages.filter((message) => message.role === 'user').length
  return (isChinese(asked) ? zh : en)(asked.slice(0, 200), turns)
}
