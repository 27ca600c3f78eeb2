import type { Directive } from './fake-openrouter-directive.ts'
import { pause, type Sender } from './fake-openrouter-sender.ts'
import { randomFrom } from './random-from.ts'

/** What is easily cut in two: characters of two units, of several characters, with marks; and what a line of a stream must carry. */
const bricks = [
  '季度报告已经完成，',
  '客户名单还在进行中。',
  '𠮷野家',
  ' total = counts.reduce((sum, count) => sum + count, 0)',
  '🎉',
  '👩‍👩‍👧‍👦',
  '🇨🇳',
  '🏳️‍🌈',
  'é̂',
  '\n',
  '\n\n| 项目 | 数量 |\n|---|---:|\n',
  '\r\n',
  '"引号" \\ 反斜杠 ',
  '\t',
  'data: id: 7\n\n',
  '\u2028',
  ' ',
  'x',
]

/**
 * Thoughts, then words, in pieces of every length, some of them at once and some after a pause: `seed=7` says which, `pieces=150` how many.
 */
export async function uneven({ sender, directive }: { sender: Sender; directive: Directive }): Promise<void> {
  const random = randomFrom(Number(directive.options['seed'] ?? 1))
  const below = (limit: number) => Math.floor(random() * limit)
  const piece = () => Array.from({ length: 1 + below(random() < 0.1 ? 40 : 4) }, () => bricks[below(bricks.length)] ?? '').join('')
  const wait = () => (random() < 0.4 ? 0 : random() < 0.1 ? 10 * directive.delay : below(2 * directive.delay))
  const pieces = Number(directive.options['pieces'] ?? 60)
  sender.head()
  for (let at = 0; at < pieces; at++) {
    if (!(await pause(sender, wait()))) return
    if (at < pieces / 4) sender.reasoning(piece())
    else sender.text(piece())
  }
  sender.finish('stop')
  sender.usage()
  sender.done()
}
