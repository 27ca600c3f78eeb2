import { AbstractChat, type ChatState, type ChatStatus, DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai'

// What a page does that is made with the AI SDK: the chat behind its useChat, and its reader of streams, with nothing written for us.
//   node use-ai-sdk.ts ADDRESS KEY NAME [SESSION]

const [address = '', key = '', name = '', session = ''] = process.argv.slice(2)

type Message = UIMessage<{ session_id?: string; generation_id?: string; status?: string; model?: string; usage?: { total_tokens: number } | null }>

const transport = () => new DefaultChatTransport<Message>({ api: `${address}/api/v1/chat/ui`, headers: { Authorization: `Bearer ${key}`, 'Accept-Language': 'en' } })

/** The chat of useChat, which keeps in plain fields what useChat keeps for React. */
class Chat extends AbstractChat<Message> {
  constructor(id?: string, messages: Message[] = []) {
    const state: ChatState<Message> = {
      status: 'ready' as ChatStatus,
      error: undefined,
      messages,
      pushMessage(message) {
        state.messages = [...state.messages, message]
      },
      popMessage() {
        state.messages = state.messages.slice(0, -1)
      },
      replaceMessage(index, message) {
        state.messages = state.messages.with(index, message)
      },
      snapshot: (thing) => structuredClone(thing),
    }
    super({ transport: transport(), state, ...(id ? { id } : {}) })
  }
}

const seen = ({ messages, status, error }: Chat) => ({ status, error: error?.message, messages })
const textOf = (message?: Message) => message?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

const uses: Record<string, () => Promise<unknown>> = {
  /** Two questions of one conversation, and the second asked again. */
  async talk() {
    const chat = new Chat()
    await chat.sendMessage({ text: 'first by useChat' })
    await chat.sendMessage({ text: 'second by useChat [[fault:reasoning]]' })
    const before = structuredClone(seen(chat))
    await chat.regenerate()
    return { before, after: seen(chat) }
  },
  async failure() {
    const chat = new Chat()
    await chat.sendMessage({ text: '[[fault:error-mid-type]] by useChat' })
    return seen(chat)
  },
  async refused() {
    const chat = new Chat()
    await chat.sendMessage({ text: 'see', files: [{ type: 'file', mediaType: 'image/png', url: 'https://example.com/elsewhere.png' }] })
    return seen(chat)
  },
  /** A question with a file, and another, which is then asked in other words. */
  async files() {
    const chat = new Chat()
    await chat.sendMessage({
      text: 'a table by useChat',
      files: [{ type: 'file', mediaType: 'text/csv', filename: 'figures.csv', url: 'data:text/csv;base64,bixtCjEsMgo=' }],
    })
    await chat.sendMessage({ text: 'the second by useChat' })
    const before = structuredClone(seen(chat))
    await chat.sendMessage({ text: 'the second in other words', messageId: chat.messages[2]?.id ?? '' })
    return { before, after: seen(chat) }
  },
  /** The page goes in the middle of an answer; another one comes and reads it from the beginning. */
  async resume() {
    const leaving = new Chat()
    const left = leaving.sendMessage({ text: '[[delay:40]] resumed by useChat' })
    while (leaving.lastMessage?.role !== 'assistant' || (textOf(leaving.lastMessage) ?? '').length < 30) await new Promise((resolve) => setTimeout(resolve, 10))
    const partial = textOf(leaving.lastMessage)
    await leaving.stop()
    await left
    const id = leaving.lastMessage?.metadata?.session_id
    const coming = new Chat(id, structuredClone(leaving.messages))
    await coming.resumeStream()
    // There is nothing more to resume, and that is no error.
    const late = new Chat(id, structuredClone(coming.messages))
    await late.resumeStream()
    const never = new Chat('of-the-client-s-own')
    await never.resumeStream()
    return { partial, coming: seen(coming), late: seen(late), never: seen(never) }
  },
  /** A conversation that was begun elsewhere is gone on with by its id alone. */
  async goOn() {
    const chat = new Chat(session)
    await chat.sendMessage({ text: 'gone on by useChat' })
    return seen(chat)
  },
  /** The reader without the chat. */
  async read() {
    const stream = await transport().sendMessages({
      trigger: 'submit-message',
      chatId: 'reader',
      messageId: undefined,
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'read by the reader' }] }],
      abortSignal: undefined,
    })
    let last: Message | undefined
    let versions = 0
    for await (const message of readUIMessageStream<Message>({ stream, terminateOnError: true })) {
      last = message
      versions++
    }
    return { versions, last }
  },
}

const use = uses[name]
if (!use) throw new Error(`No such use: ${name}`)
console.log(JSON.stringify(await use()))
