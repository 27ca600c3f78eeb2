import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import type { Comment } from '#shared/comments.ts'
import { ApiError, errorMessage, newKey } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useCan, useMe } from '../../session.ts'
import { Button } from '../../ui/Button.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { toast } from '../../ui/Toast.tsx'
import { CommentEntry } from './CommentEntry.tsx'
import { CommentForm } from './CommentForm.tsx'
import { commentsQuery, createComment, deleteComment, refreshComments, restoreComment, updateComment } from './queries.ts'
import { commentTexts } from './texts.ts'

/** What was said of a row, the latest at the end, and a place to say something. */
export function Comments({ slug, itemId }: { slug: string; itemId: string }) {
  const t = useTexts(commentTexts)
  const formats = useFormats()
  const id = useId()
  const queries = useQueryClient()
  const me = useMe()?.user.id
  const mayWrite = useCan('items:write')
  const mayManage = useCan('collections:manage')
  const section = useRef<HTMLElement>(null)
  const [key, setKey] = useState(newKey)
  const query = useInfiniteQuery(commentsQuery(slug, itemId))
  const comments = (query.data?.pages ?? []).flatMap((page) => page.comments).toReversed()
  const total = query.data?.pages[0]?.total ?? 0
  const refresh = () => refreshComments(queries, slug, [itemId])
  const failed = (error: unknown) => {
    void refresh()
    toast({ tone: 'failed', text: errorMessage(error) })
  }

  const send = async (body: string) => {
    await createComment(slug, itemId, body, key)
    setKey(newKey())
    await refresh()
  }
  const save = async (comment: Comment, body: string) => {
    try {
      await updateComment(comment, body)
    } catch (error) {
      await refresh()
      throw error instanceof ApiError && error.code === 'PRECONDITION_FAILED' ? new Error(t.meanwhile, { cause: error }) : error
    }
    await refresh()
  }
  const remove = async (comment: Comment) => {
    try {
      await deleteComment(comment)
    } catch (error) {
      return failed(error)
    }
    const again = newKey()
    const undo = () => void restoreComment(comment, again).then(refresh, failed)
    toast({ text: t.removed, action: { label: t.undo, run: undo } })
    await refresh()
    // What had the focus is gone with it.
    section.current?.querySelector<HTMLElement>('textarea')?.focus()
  }

  return (
    <section ref={section} aria-labelledby={id} className="grid gap-3 border-t border-line pt-4">
      <h3 id={id} className="font-semibold">
        {t.title}
        {total > 0 && <span className="ml-1.5 font-normal text-ink-3 tabular-nums">{formats.number(total)}</span>}
      </h3>
      {query.isPending && <Skeleton className="h-16 w-full" />}
      {query.isError && !query.data && <QueryFailed query={query} />}
      {query.hasNextPage && (
        <div>
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.earlier}
          </Button>
        </div>
      )}
      {query.data && comments.length === 0 && <p className="text-sm text-ink-3">{t.none}</p>}
      <div role="log" aria-labelledby={id}>
        <ol className="grid gap-4">
          {comments.map((comment) => (
            <CommentEntry
              key={comment.id}
              comment={comment}
              mayChange={mayWrite && comment.author_id === me}
              mayRemove={mayWrite && (mayManage || comment.author_id === me)}
              onSave={(body) => save(comment, body)}
              onRemove={() => void remove(comment)}
            />
          ))}
        </ol>
      </div>
      <CommentForm of={itemId} start="" label={t.write} action={t.send} denied={mayWrite ? undefined : t.readOnly} onSend={send} />
    </section>
  )
}
