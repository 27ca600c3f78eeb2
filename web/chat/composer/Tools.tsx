import type { ReactNode } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { useGo } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { BookIcon, EditIcon, PlusIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { useMedia } from '../../ui/media.ts'
import { CompareButton } from '../compare/CompareButton.tsx'
import { ClipIcon } from '../files/icons.tsx'
import { fileTexts } from '../files/texts.ts'
import { useFilePicker } from '../files/useFilePicker.tsx'
import { ColumnsIcon } from '../icons.tsx'
import { SlidersIcon } from '../models/icons.tsx'
import { SettingsButton } from '../parameters/SettingsButton.tsx'
import { chatTexts } from '../texts.ts'
import { treeTexts } from '../tree/texts.ts'
import { toolTexts } from './texts.ts'

/** Room for all of them beside the name of a model; Tailwind's `sm`. */
const ROOM = '(min-width: 640px)'

/** Null where there is nothing to set or to compare. */
export type ChatTools = {
  settings: { count: number; onOpen: () => void } | null
  compare: { count: number; onOpen: () => void } | null
}

type Props = ChatTools & {
  /** Why no files may be added. */
  denied: string | undefined
  onFiles: (files: File[]) => void
  /** Null while there is a text that a prompt would take the place of. */
  onPrompts: (() => void) | null
  /** The choice of the model, which is always to be seen. */
  children: ReactNode
}

/** What can be done beside writing: each a button, or on a telephone one button for all, and those that are on. */
export function Tools({ settings, compare, denied, onFiles, onPrompts, children }: Props) {
  const room = useMedia(ROOM)
  const files = useTexts(fileTexts)
  const tools = useTexts(toolTexts)
  const picker = useFilePicker(onFiles)
  const settingsButton = settings && <SettingsButton {...settings} />
  const compareButton = compare && <CompareButton {...compare} />
  if (room)
    return (
      <>
        <IconButton icon={ClipIcon} label={files.attach} denied={denied} onClick={picker.pick} />
        <IconButton icon={BookIcon} label={tools.prompts} disabled={!onPrompts} onClick={() => onPrompts?.()} />
        {children}
        {settingsButton}
        {compareButton}
        {picker.field}
      </>
    )
  return (
    <>
      <MoreTools settings={settings} compare={compare} denied={denied} onPick={picker.pick} onPrompts={onPrompts} />
      {children}
      {settings && settings.count > 0 && settingsButton}
      {compare && compare.count > 1 && compareButton}
      {picker.field}
    </>
  )
}

type MoreProps = ChatTools & Pick<Props, 'denied' | 'onPrompts'> & { onPick: () => void }

function MoreTools({ settings, compare, denied, onPick, onPrompts }: MoreProps) {
  const t = useTexts(chatTexts).composer
  const files = useTexts(fileTexts)
  const tools = useTexts(toolTexts)
  const tree = useTexts(treeTexts)
  const go = useGo()
  const items: MenuItem[] = [
    { label: files.attach, icon: ClipIcon, disabled: denied !== undefined, hint: denied, onSelect: onPick },
    { label: tools.prompts, icon: BookIcon, disabled: !onPrompts, onSelect: () => onPrompts?.() },
    ...(settings ? [{ label: tools.settings, icon: SlidersIcon, onSelect: settings.onOpen }] : []),
    ...(compare ? [{ label: tree.compare, icon: ColumnsIcon, onSelect: compare.onOpen }] : []),
    { label: tools.managePrompts, icon: EditIcon, onSelect: () => go(paths.prompts()) },
  ]
  return <Menu label={t.more} items={items} trigger={(props) => <IconButton icon={PlusIcon} label={t.more} {...props} />} />
}
