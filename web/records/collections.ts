import { queryOptions } from '@tanstack/react-query'
import { type Collection, CollectionEnvelope, CollectionsEnvelope } from '#shared/collections.ts'
import type { Language } from '#shared/errors.ts'
import { call } from '../api.ts'
import { currentLanguage } from '../i18n/language.ts'
import { apiPaths, FIRST_COLLECTION } from '../paths.ts'
import { recordTexts } from './texts.ts'

/** What migrations/0022 calls the first collection; until somebody names it, each reads that in his own language. */
const FIRST_NAME = 'Items'

const named =
  (language: Language) =>
  (collection: Collection): Collection =>
    collection.slug === FIRST_COLLECTION && collection.name === FIRST_NAME ? { ...collection, name: recordTexts[language].firstCollection } : collection

/** One function each, so that what it gives is kept. */
const namedIn = { 'zh-CN': named('zh-CN'), en: named('en') }
const allNamedIn = {
  'zh-CN': (all: Collection[]) => all.map(namedIn['zh-CN']),
  en: (all: Collection[]) => all.map(namedIn.en),
}

export const allCollectionsKey = ['collections', 'all']

export const collectionsQuery = () =>
  queryOptions({
    queryKey: allCollectionsKey,
    queryFn: async ({ signal }) => (await call(CollectionsEnvelope, { path: apiPaths.collections(), signal })).collections,
    select: allNamedIn[currentLanguage()],
  })

export const collectionQuery = (slug: string) =>
  queryOptions({
    queryKey: ['collections', 'one', slug],
    queryFn: ({ signal }) => call(CollectionEnvelope, { path: apiPaths.collection(slug), signal }),
    select: namedIn[currentLanguage()],
  })
