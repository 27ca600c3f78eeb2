import { queryOptions } from '@tanstack/react-query'
import { send } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** The content of a file, which never changes. Not by the address of an image: the page's access may have ended, and is renewed here. */
export const fileQuery = (id: string) =>
  queryOptions<Blob>({
    queryKey: ['chat', 'file', id],
    queryFn: async ({ signal }) => await (await send({ path: apiPaths.attachment(id), headers: { Accept: '*/*' }, signal })).blob(),
    staleTime: Number.POSITIVE_INFINITY,
  })
