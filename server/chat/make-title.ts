import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import { estimateTokens } from '#shared/tokens.ts'
import type { Provider } from '../ai/provider.ts'
import { stream } from '../ai/stream.ts'
import { asActor } from '../audit/acting.ts'
import type { Db } from '../db/engine.ts'
import type { Catalogue } from '../models/catalogue.ts'
import type { Ledger } from '../usage/ledger.ts'
import { priceFrom } from '../usage/price.ts'
import { languageOf } from './language.ts'
import { titleOf } from './title.ts'

/** TITLE_MODEL where no model makes titles. */
export const NO_TITLE_MODEL = 'none'

/** Calls at a time: a title is worth less than an answer. */
const AT_ONCE = 2
/** Of more conversations than these at a time the first question stays the title. */
const WAITING_MAX = 50
/** A title that takes longer is not waited for. */
const DEADLINE_MS = 30_000
/** A title is some words; models that think first need room for that. */
const MAX_TOKENS = 400
/** As much of the question and of the answer as says what both are about. */
const READ_CHARS = 2000

const instructions: Record<Language, string> = {
  'zh-CN': '为下面的对话写一个标题：不超过十二个字，概括主题，不加引号和句号。只回复标题。',
  en: 'Write a title for the conversation below: at most six words, in its language, without quotation marks or a full stop. Answer with the title alone.',
}

export type Titles = {
  /** Has a conversation get a title once its first answer is there, unless somebody has given it one. Nobody waits for that. */
  after: (actor: Actor, of: { sessionId: string; messageId: string; written: Promise<unknown> }) => void
  close: () => void
}

type Deps = { db: Db; provider: Provider | null; catalogue: Catalogue; ledger: Ledger; model: string; onError: (error: unknown) => void }

const Talk = z.array(z.object({ question: z.string(), answer: z.string() }))

/** What a model said, as a title: its first line, without what it puts around one. */
export const cleanTitle = (said: string): string | null => {
  const line = said.split(/[\r\n]+/).find((part) => /[\p{L}\p{N}]/u.test(part)) ?? ''
  const bare = line.replace(/^[\s#*_>"'“”‘’「」《》-]*(?:title|标题)\s*[:：]\s*/i, '').replaceAll(/^[\s#*_>"'“”‘’「」《》]+|[\s*_"'“”‘’「」《》。.]+$/gu, '')
  return bare === '' ? null : titleOf(bare.replaceAll('\0', ''))
}

export function startTitles({ db, provider, catalogue, ledger, model, onError }: Deps): Titles {
  const closing = new AbortController()
  let waiting = 0
  let slots = AT_ONCE
  const queue: (() => void)[] = []

  async function ask(provider: Provider, actor: Actor, sessionId: string, { question, answer }: z.infer<typeof Talk>[number]): Promise<string | null> {
    const content = `${question.slice(0, READ_CHARS)}\n\n---\n\n${answer.slice(0, READ_CHARS)}`.toWellFormed()
    const call = await ledger.open(actor, {
      purpose: 'title',
      model,
      price: priceFrom(catalogue.priceOf(model)),
      promptTokens: estimateTokens(content) + 100,
      maxTokens: MAX_TOKENS,
      usualTokens: MAX_TOKENS,
      mostTokens: catalogue.find(model)?.maxOutput ?? null,
      sessionId,
      historyTokensMax: 0,
    })
    try {
      const messages = [
        { role: 'system' as const, content: instructions[languageOf(question || answer)] },
        { role: 'user' as const, content },
      ]
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(DEADLINE_MS)])
      let said = ''
      for await (const event of stream(provider, { model, messages, maxTokens: call.maxTokens ?? MAX_TOKENS, temperature: 0.2, meter: call.meter }, signal))
        if (event.type === 'text') said += event.text
      return cleanTitle(said)
    } finally {
      call.close()
    }
  }

  async function make(provider: Provider, actor: Actor, { sessionId, messageId }: { sessionId: string; messageId: string }): Promise<void> {
    const { rows } = await db.execute(sql`
      select left(q.content, ${READ_CHARS}::int) as question, left(a.content, ${READ_CHARS}::int) as answer
      from chat_messages a join chat_messages q on q.id = a.parent_id join chat_sessions s on s.id = a.session_id
      where a.id = ${messageId}::uuid and a.status = 'complete' and s.titled_by = 'question' and s.deleted_at is null`)
    const [talk] = Talk.parse(rows)
    const title = talk ? await ask(provider, actor, sessionId, talk) : null
    if (title === null) return
    await asActor(db, { userId: null, source: 'system' }, async (tx) => {
      await tx.execute(sql`
        update chat_sessions set title = ${title}, titled_by = 'model' where id = ${sessionId}::uuid and titled_by = 'question' and deleted_at is null`)
    })
  }

  async function inTurn(run: () => Promise<void>): Promise<void> {
    if (slots > 0) slots--
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      await run()
    } finally {
      const next = queue.shift()
      if (next) next()
      else slots++
    }
  }

  return {
    after(actor, of) {
      if (!provider || model === NO_TITLE_MODEL || waiting >= WAITING_MAX || closing.signal.aborted) return
      waiting++
      of.written
        .then(() => inTurn(async () => (closing.signal.aborted ? undefined : await make(provider, actor, of))))
        .catch((error: unknown) => closing.signal.aborted || onError(error))
        .finally(() => {
          waiting--
        })
    },
    close: () => closing.abort(),
  }
}
