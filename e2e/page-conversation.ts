import type { Page } from 'playwright-core'
import { ChatHistoryEnvelope, type ChatMessage } from '#shared/chat.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import type { Texts } from './page-desk.ts'

/** A conversation as it stands on a page. */
export function conversationOn(page: Page, t: Texts) {
  const box = page.getByRole('textbox', { name: t.chat.composer.label })
  const answers = page.getByRole('article', { name: t.chat.assistant })
  return {
    box,
    answers,
    questions: page.getByRole('article', { name: t.chat.you }),
    answer: answers.last(),
    stop: page.getByRole('button', { name: t.chat.composer.stop }),
    /** One of the tools beside the question box, which on a telephone are behind a button. */
    openTool: async (name: string) => {
      const more = page.getByRole('button', { name: t.chat.composer.more, exact: true })
      await page.getByRole('button', { name, exact: true }).or(more).first().waitFor()
      if (!(await more.isVisible())) return await page.getByRole('button', { name, exact: true }).click()
      await more.click()
      await page.getByRole('menuitem', { name, exact: true }).click()
    },
    ask: async (question: string) => {
      await box.fill(question)
      await page.keyboard.press('Enter')
    },
    /** The address of a new conversation is known as soon as the server has taken the question. */
    address: async () => {
      await page.waitForURL(/\/chat\/./)
      return page.url().split('/').at(-1) ?? ''
    },
    isWriting: () => answers.last().and(page.locator('[aria-busy="true"]')).waitFor(),
    /** How many pixels of the conversation lie below what is seen. */
    below: () => page.getByRole('region', { name: t.chat.history.label }).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight),
    isDone: () => answers.last().and(page.locator('[aria-busy="false"]')).waitFor(),
  }
}

/** What the server has of a conversation. */
export async function readMessages(url: string, session: string): Promise<ChatMessage[]> {
  const response = await fetchSigned(`${url}/api/v1/chat/history?session_id=${session}`)
  return ChatHistoryEnvelope.parse(await response.json()).data.messages
}

/** Of the stand-in's answer, in the language of the question: its beginning, its code, a cell of its table, its last words. */
export const answerOf = {
  'zh-CN': {
    question: (word: string) => `请总结 ${word}`,
    begin: '您问的是',
    code: 'export function 合计(数量: number[]): number {\n  return 数量.reduce((和, 一个) => 和 + 一个, 0)\n}',
    cell: '客户名单',
    end: '以上内容由模拟服务生成',
  },
  en: {
    question: (word: string) => `Summarise ${word}`,
    begin: 'You asked:',
    code: 'export function total(counts: number[]): number {\n  return counts.reduce((sum, count) => sum + count, 0)\n}',
    cell: 'Customer list',
    end: 'this was written by a stand-in',
  },
} as const
/** Long enough to go elsewhere and come back meanwhile. */
export const SLOWLY = '[[delay:120]] [[chunks:90]]'
