import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { RedoIcon, UndoIcon } from '../icons.tsx'
import { undoTexts } from './texts.ts'
import type { Undo } from './useUndo.ts'

/** For a finger, and for who does not know the keys. */
export function UndoButtons({ undo, denied }: { undo: Undo; denied: string | undefined }) {
  const t = useTexts(undoTexts)
  const why = (side: 'done' | 'undone') => denied ?? (undo.busy ? t.running[undo.busy] : undo.can[side] ? undefined : t.nothing[side])
  return (
    <>
      <IconButton icon={UndoIcon} tone="plain" label={t.undo} shortcut="Ctrl+Z" denied={why('done')} onClick={() => undo.run('done')} />
      <IconButton icon={RedoIcon} tone="plain" label={t.redo} shortcut="Ctrl+Shift+Z" denied={why('undone')} onClick={() => undo.run('undone')} />
    </>
  )
}
