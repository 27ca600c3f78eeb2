import { useTexts } from '../i18n/texts.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { CopyIcon, MoreIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { pasteTexts } from './paste/texts.ts'
import { collectionTexts } from './texts.ts'

type Props = { denied: string | undefined; onPaste: () => void }

/** What is done with a collection less often. */
export function MoreMenu({ denied, onPaste }: Props) {
  const t = useTexts(collectionTexts)
  const p = useTexts(pasteTexts)
  return (
    <Menu
      label={t.more}
      align="end"
      items={[{ label: p.open, icon: CopyIcon, disabled: denied !== undefined, hint: denied, onSelect: onPaste }]}
      trigger={(props) => <IconButton icon={MoreIcon} tone="plain" label={t.more} {...props} />}
    />
  )
}
