import { memo } from 'react'
import type { Attachment } from '#shared/attachments.ts'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon } from '../../ui/icons.tsx'
import { QuestionFiles } from '../files/QuestionFiles.tsx'
import { chatTexts } from '../texts.ts'
import { useBranchActions } from '../tree/actions.ts'
import { BranchWalker } from '../tree/BranchWalker.tsx'
import { EditQuestion } from '../tree/EditQuestion.tsx'
import { treeTexts } from '../tree/texts.ts'
import type { Place } from './MessageList.tsx'

type Props = { content: string; attachments: Attachment[]; message: ChatMessage | null; sending: boolean } & Place

export const Question = memo(function Question({ content, attachments, message, sending, place, of }: Props) {
  const t = useTexts(chatTexts)
  const { editing } = useBranchActions()
  return (
    <article aria-label={t.you} aria-posinset={place} aria-setsize={of} tabIndex={-1} className="group pt-4 pb-1 outline-none">
      {attachments.length > 0 && <QuestionFiles attachments={attachments} />}
      {message && editing?.id === message.id ? (
        <EditQuestion message={message} />
      ) : (
        <>
          {content.trim() !== '' && (
            <p
              className={cx(
                'ml-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-3.5 py-2 text-[0.9375rem] leading-6 whitespace-pre-wrap text-ink',
                sending && 'opacity-70',
              )}
            >
              {content}
            </p>
          )}
          <div className="mt-1 flex h-6 items-center justify-end gap-0.5 pointer-coarse:-mr-3.5 pointer-coarse:h-11">
            {message && <QuestionEnd message={message} />}
          </div>
        </>
      )}
    </article>
  )
})

/** What can be done with a question; where it stands among others is always to be seen. */
function QuestionEnd({ message }: { message: ChatMessage }) {
  const t = useTexts(treeTexts)
  const { busy, onEdit } = useBranchActions()
  return (
    <>
      <IconButton
        icon={EditIcon}
        label={t.edit}
        size="small"
        disabled={busy}
        onClick={() => onEdit(message)}
        className="pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100"
      />
      <BranchWalker message={message} />
    </>
  )
}
