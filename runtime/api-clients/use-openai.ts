import OpenAI from 'openai'

// What a program does with OpenAI's own package. Each prints what it got; e2e/openai.test.ts knows what it should be.
//   node use-openai.ts ADDRESS KEY NAME

const [address = '', apiKey = '', name = ''] = process.argv.slice(2)
const client = new OpenAI({ baseURL: `${address}/v1`, apiKey, defaultHeaders: { 'Accept-Language': 'en' } })

const say = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }]
const tool = (toolName: string): OpenAI.ChatCompletionTool => ({
  type: 'function',
  function: { name: toolName, description: toolName, parameters: { type: 'object', properties: { words: { type: 'string' } } }, strict: false },
})

/** What an error of the package is, and says. */
async function caught(run: () => Promise<unknown>): Promise<object> {
  try {
    await run()
  } catch (error) {
    if (error instanceof OpenAI.APIError) {
      const { status, code, param, type, message, requestID } = error
      return { class: error.constructor.name, status, code, param, type, message, requestId: typeof requestID }
    }
    return { class: error instanceof Error ? error.constructor.name : typeof error, message: String(error) }
  }
  return { class: 'none' }
}

const stream = (content: string, model?: string) =>
  client.chat.completions.create({ model: model ?? 'openai/gpt-5-mini', messages: say(content), stream: true, stream_options: { include_usage: true } })

const uses: Record<string, () => Promise<unknown>> = {
  async whole() {
    const { choices, model, usage } = await client.chat.completions.create({ model: 'openai/gpt-5-mini', messages: say('whole by the package') })
    return { model, text: choices[0]?.message.content, reason: choices[0]?.finish_reason, tokens: usage?.total_tokens }
  },
  async streamed() {
    let text = ''
    let tokens: number | undefined
    let reason: string | undefined
    for await (const chunk of await stream('streamed by the package')) {
      text += chunk.choices[0]?.delta.content ?? ''
      reason = chunk.choices[0]?.finish_reason ?? reason
      tokens = chunk.usage?.total_tokens ?? tokens
    }
    return { text, reason, tokens }
  },
  /** The package's own way to put a stream together. */
  async gathered() {
    const completion = await client.chat.completions
      .stream({ model: 'openai/gpt-5-mini', messages: say('[[fault:tool-calls-interleaved]] gathered'), tools: [tool('find_items'), tool('count_items')] })
      .finalChatCompletion()
    const { message, finish_reason: reason } = completion.choices[0] ?? {}
    return { reason, content: message?.content, calls: message?.tool_calls }
  },
  /** A whole round: the model calls a tool, the package runs it, the model answers. */
  async tools() {
    const ran: unknown[] = []
    const find = {
      type: 'function' as const,
      function: {
        name: 'find_items',
        description: 'Finds items.',
        parameters: { type: 'object', properties: { words: { type: 'string' } } },
        parse: JSON.parse,
        function: (input: object) => {
          ran.push(input)
          return 'two items'
        },
      },
    }
    const runner = client.chat.completions.runTools({ model: 'openai/gpt-5-mini', stream: true, messages: say('[[fault:tool-call times=1]] round'), tools: [find] })
    const text = await runner.finalContent()
    return { ran, text, roles: runner.messages.map(({ role }) => role) }
  },
  async models() {
    const ids: string[] = []
    for await (const model of client.models.list()) ids.push(model.id)
    const one = await client.models.retrieve('openai/gpt-5-mini')
    return { ids, one: one.id, missing: await caught(() => client.models.retrieve('none/such')) }
  },
  async errors() {
    const ask = (content: string, body: object = {}) =>
      caught(() => client.chat.completions.create({ model: `test/${content.replaceAll(/\W/g, '')}`, messages: say(content), ...body }))
    return {
      noKey: await caught(() => new OpenAI({ baseURL: `${address}/v1`, apiKey: 'dm_none' }).models.list()),
      badRequest: await ask('several', { n: 2 }),
      notFound: await caught(() => client.embeddings.create({ model: 'x', input: 'x' })),
      tooLong: await ask('[[fault:http-413]]'),
      credits: await ask('[[fault:http-402]]'),
      // The package waits for as long as it is told, and gives up by itself where that is more than a minute.
      busy: await caught(() =>
        client.chat.completions.create({ model: 'test/busy', messages: say('[[fault:http-429 retry-after=90]] busy') }, { maxRetries: 0 }),
      ),
      away: await ask('[[fault:http-503 retryable=false]] away'),
      early: await caught(() => stream('[[fault:http-404]]', 'test/early')),
      middle: await caught(async () => {
        for await (const chunk of await stream('[[fault:error-mid-type]]', 'test/middle')) chunk.choices.at(0)
      }),
    }
  },
  async abort() {
    const answer = await stream('[[fault:hang-mid]] aborted by the package')
    let text = ''
    const error = await caught(async () => {
      for await (const chunk of answer) {
        text += chunk.choices[0]?.delta.content ?? ''
        if (text.length > 20) answer.controller.abort()
      }
    })
    return { length: text.length, error }
  },
  /** Until the program is told to end: the test does that once something was said. */
  async shutdown() {
    const answer = await stream('[[fault:hang-mid]] cut by the end of the program')
    return caught(async () => {
      for await (const chunk of answer) if (chunk.choices[0]?.delta.content) process.stderr.write('said\n')
    })
  },
}

const use = uses[name]
if (!use) throw new Error(`No such use: ${name}`)
console.log(JSON.stringify(await use()))
