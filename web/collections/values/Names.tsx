import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { nameQuery } from '../queries.ts'
import { collectionTexts } from '../texts.ts'
import { usePeople } from './useOptions.ts'

/** An account by its name. */
export function PersonName({ id }: { id: string }) {
  const t = useTexts(collectionTexts)
  return usePeople().get(id) ?? t.somebody
}

/** A row of another collection by its name. */
export function RelatedName({ slug, id }: { slug: string; id: string }) {
  const t = useTexts(collectionTexts)
  const { data, error } = useQuery(nameQuery(slug, id))
  return data ?? (error instanceof ApiError && error.status === 404 ? t.goneRow : '…')
}
