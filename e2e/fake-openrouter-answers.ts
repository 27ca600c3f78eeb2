import type { Question } from './fake-openrouter-directive.ts'

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
  const asked = said.replace(/\[\[[^\]]*\]\]/g, '').trim()
  const turns = question.messages.filter((message) => message.role === 'user').length
  return (isChinese(asked) ? zh : en)(asked.slice(0, 200), turns)
}

const everything = ['text', 'image', 'file']

const model = (id: string, name: string, contextLength: number, prompt: string, completion: string, takes = ['text']) => ({
  id,
  canonical_slug: id,
  name,
  created: 1_790_000_000,
  description: name,
  context_length: contextLength,
  architecture: { modality: `${takes.join('+')}->text`, input_modalities: takes, output_modalities: ['text'], tokenizer: 'Other', instruct_type: null },
  pricing: { prompt, completion, request: '0', image: '0' },
  top_provider: { context_length: contextLength, max_completion_tokens: 16_384, is_moderated: false },
  per_request_limits: null,
  supported_parameters: ['max_tokens', 'temperature', 'tools', 'stop'],
})

export const models = [
  model('openrouter/auto', 'Auto Router', 2_000_000, '-1', '-1', everything),
  model('openai/gpt-5-mini', 'OpenAI: GPT-5 Mini', 400_000, '0.00000025', '0.000002', everything),
  model('anthropic/claude-sonnet-4.5', 'Anthropic: Claude Sonnet 4.5', 1_000_000, '0.000003', '0.000015', everything),
  model('google/gemini-2.5-flash', 'Google: Gemini 2.5 Flash', 1_048_576, '0.0000003', '0.0000025', everything),
  model('deepseek/deepseek-chat-v3.1', 'DeepSeek: DeepSeek V3.1', 163_840, '0.0000002', '0.0000008'),
  model('qwen/qwen3-max', 'Qwen: Qwen3 Max', 256_000, '0.0000012', '0.000006'),
  model('z-ai/glm-4.6', 'Z.AI: GLM 4.6', 202_752, '0.0000004', '0.00000175'),
  model('meta-llama/llama-3.3-70b-instruct:free', 'Meta: Llama 3.3 70B Instruct (free)', 131_072, '0', '0'),
]
