import Negotiator from 'negotiator'
import { type Language, languages } from '#shared/errors.ts'

const known = new Map<string, Language>()
/** Browsers send a handful of different headers; anybody else's variety must not fill the memory. */
const KNOWN_MAX = 500

/** The best of our languages for an Accept-Language header; Chinese where nothing is said or nothing fits. */
export function chooseLanguage(header: string | undefined): Language {
  if (!header) return 'zh-CN'
  const before = known.get(header)
  if (before) return before
  const [first] = new Negotiator({ headers: { 'accept-language': header } }).languages(['zh-CN', 'en', 'zh', 'zh-TW', 'zh-HK', 'zh-Hans', 'zh-Hant'])
  const chosen = first === 'en' ? 'en' : 'zh-CN'
  if (known.size < KNOWN_MAX) known.set(header, languages.find((language) => language === chosen) ?? 'zh-CN')
  return chosen
}
