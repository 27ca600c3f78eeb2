import { useRef, useState } from 'react'
import type { Comment } from '#shared/comments.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, TrashIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/Time.tsx'
import { colorOf } from '../live/colorOf.ts'
import { CommentForm } from './CommentForm.tsx'
import { PlainText } from './PlainText.tsx'
import { commentTexts } from './texts.ts'

type Props = {
  comment: Comment
  mayChange: boolean
  mayRemove: boolean
  onSave: (body: string) => Promise<unknown>
  onRemove: () => void
}

/** What one person has said. */
export function CommentEntry({ comment, mayChange, mayRemove, onSave, onRemove }: Props) {
  const t = useTexts(commentTexts)
  const [editing, setEditing] = useState(false)
  const entry = useRef<HTMLLIElement>(null)
  const name = comment.author_name ?? t.gone
  const leave = () => {
    setEditing(false)
    entry.current?.focus()
  }
  return (
    <li ref={entry} tabIndex={-1} data-comment={comment.id} className="grid gap-1 text-sm outline-none">
      <div className="flex min-h-7 items-center gap-2">
        <span aria-hidden="true" className={cx('who-filled grid size-6 shrink-0 place-items-center rounded-full text-xs', colorOf(comment.author_id))}>
          {Array.from(name)[0]?.toUpperCase()}
        </span>
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="flex shrink-0 gap-1.5 text-xs text-ink-3">
          <Time at={comment.created_at} />
          {comment.version > 1 && <span>{t.edited}</span>}
        </span>
        {!editing && (mayChange || mayRemove) && (
          <span className="ml-auto flex shrink-0">
            {mayChange && <IconButton icon={EditIcon} size="small" label={t.edit} onClick={() => setEditing(true)} />}
            {mayRemove && <IconButton icon={TrashIcon} size="small" label={t.remove} onClick={onRemove} />}
          </span>
        )}
      </div>
      <div className="min-w-0 pl-8">
        {editing ? (
          <CommentForm
            of={comment.id}
            start={comment.body}
            label={t.edit}
            action={t.save}
            denied={undefined}
            onSend={async (body) => {
              await onSave(body)
              leave()
            }}
            onCancel={leave}
          />
        ) : (
          <PlainText text={comment.body} />
        )}
      </div>
    </li>
  )
}
