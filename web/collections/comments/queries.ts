import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Comment, CommentCountsEnvelope, CommentEnvelope, CommentPageEnvelope } from '#shared/comments.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { gridPaths } from '../paths.ts'

const commentsKey = (slug: string) => ['collections', 'comments', slug]
const countsKey = (slug: string) => ['collections', 'comment-counts', slug]

/** Newest first, page by page. */
export const commentsQuery = (slug: string, itemId: string) =>
  infiniteQueryOptions({
    queryKey: [...commentsKey(slug), itemId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(CommentPageEnvelope, { path: `${apiPaths.row(slug, itemId)}/comments`, query: { cursor: pageParam || undefined }, signal }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const countsQuery = (slug: string, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...countsKey(slug), ids.join(',')],
    queryFn: async ({ signal }) => (await call(CommentCountsEnvelope, { path: gridPaths.commentCounts(slug), query: { items: ids.join(',') }, signal })).counts,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  })

const ifMatch = ({ version }: Comment) => ({ 'If-Match': `"${version}"` })
export const createComment = (slug: string, itemId: string, body: string, key: string) =>
  call(CommentEnvelope, { method: 'POST', path: `${apiPaths.row(slug, itemId)}/comments`, body: { body }, headers: idempotencyKey(key) })
export const updateComment = (comment: Comment, body: string) =>
  call(CommentEnvelope, { method: 'PUT', path: gridPaths.comment(comment.id), body: { body }, headers: ifMatch(comment) })
export const deleteComment = (comment: Comment) => call(CommentEnvelope, { method: 'DELETE', path: gridPaths.comment(comment.id) })
export const restoreComment = (comment: Comment, key: string) =>
  call(CommentEnvelope, { method: 'POST', path: `${gridPaths.comment(comment.id)}/restore`, headers: idempotencyKey(key) })

/** After something was said, by whomever. @param itemIds of which items; of all where nobody knows */
export async function refreshComments(queries: QueryClient, slug: string, itemIds: readonly string[] | null = null): Promise<void> {
  void queries.invalidateQueries({ queryKey: countsKey(slug) })
  if (itemIds === null) await queries.invalidateQueries({ queryKey: commentsKey(slug) })
  else await Promise.all(itemIds.map((id) => queries.invalidateQueries({ queryKey: [...commentsKey(slug), id] })))
}
