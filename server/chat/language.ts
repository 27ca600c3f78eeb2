import type { Language } from '#shared/errors.ts'

/** The language that a question is written in: Chinese where it holds a Chinese character, as questions about Chinese records in English seldom do. */
export const languageOf = (question: string): Language => (/\p{Script=Han}/u.test(question) ? 'zh-CN' : 'en')
