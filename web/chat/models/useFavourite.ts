import { useQueryClient } from '@tanstack/react-query'
import { FavouritesEnvelope } from '#shared/models.ts'
import { call, errorMessage } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { toast } from '../../ui/Toast.tsx'
import { modelsQuery } from '../queries.ts'
import { modelTexts } from './texts.ts'

/** At once on the page; taken back where the server does not have it. */
export function useFavourite() {
  const client = useQueryClient()
  const write = (change: (favourites: string[]) => string[]) =>
    client.setQueryData(modelsQuery.queryKey, (list) => list && { ...list, favourites: change(list.favourites) })
  return (model: string, favourite: boolean) => {
    const without = (favourites: string[]) => favourites.filter((id) => id !== model)
    write((favourites) => (favourite ? [...without(favourites), model] : without(favourites)))
    call(FavouritesEnvelope, { method: 'PUT', path: apiPaths.favouriteModels(), body: { model, favourite }, keepalive: true }).catch((error: unknown) => {
      write((favourites) => (favourite ? without(favourites) : [...without(favourites), model]))
      toast({ tone: 'failed', text: `${textsNow(modelTexts).notKept}: ${errorMessage(error)}` })
    })
  }
}
