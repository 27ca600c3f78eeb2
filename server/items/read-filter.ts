import type { Filter } from '#shared/filter.ts'
import { checkFilter, FilterError, parseFilter } from '#shared/parse-filter.ts'
import { appError } from '../errors.ts'

/** A filter as people write it or as JSON. @throws INVALID_PARAMETER */
export function readFilter(text: string): Filter {
  try {
    return text.trimStart().startsWith('{') ? checkFilter(JSON.parse(text)) : parseFilter(text)
  } catch (cause) {
    const words = { en: 'This cannot be read.', 'zh-CN': '无法解析。' }
    if (cause instanceof SyntaxError) throw appError('INVALID_PARAMETER', { cause, details: [{ path: 'filter', message: words }] })
    if (!(cause instanceof FilterError)) throw cause
    const { at } = cause
    const message = { en: `Character ${at + 1}: ${cause.words.en}`, 'zh-CN': `第 ${at + 1} 个字符：${cause.words['zh-CN']}` }
    throw appError('INVALID_PARAMETER', { cause, details: [{ path: 'filter', message }] })
  }
}
