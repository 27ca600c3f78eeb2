import type { Language } from '#shared/errors.ts'
import { currentLanguage, useLanguage } from './language.ts'

/**
 * A feature's texts. A sentence with values in it is a function of them, so that each language puts them where it needs them.
 * The Chinese ones give the shape: what is missing in English, or too much, fails the type check.
 */
export const defineTexts = <T>(texts: { 'zh-CN': T; en: NoInfer<T> }): Record<Language, T> => texts

/** The texts in the language of the page; the component is drawn again when that changes. */
export const useTexts = <T>(texts: Record<Language, T>): T => texts[useLanguage()]

/** For code outside of components: the texts in the language of this moment. */
export const textsNow = <T>(texts: Record<Language, T>): T => texts[currentLanguage()]
