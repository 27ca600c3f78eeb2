import { viewKinds } from '#shared/views.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { Column } from '../columns.ts'
import { LayoutIcon } from '../icons.tsx'
import type { Shown } from '../search.ts'
import { fieldsFor } from './layoutField.ts'
import { layoutTexts } from './texts.ts'

type Props = { columns: readonly Column[]; search: Shown; onSearch: (changes: Partial<Shown>) => void }

/** As what rows are shown, and by which field. */
export function LayoutMenu({ columns, search, onSearch }: Props) {
  const t = useTexts(layoutTexts)
  const fields = search.kind === 'grid' ? [] : fieldsFor(search.kind, columns)
  return (
    <Menu
      label={t.layout}
      items={[
        ...viewKinds.map((kind) => ({
          label: t.kinds[kind],
          checked: kind === search.kind,
          ...(kind !== 'grid' && fieldsFor(kind, columns).length === 0 ? { disabled: true, hint: t.noField[kind] } : {}),
          onSelect: () => onSearch({ kind, group: '' }),
        })),
        ...fields.map(({ key, name }) => ({ label: `${t.field} ${name}`, checked: key === search.group, onSelect: () => onSearch({ group: key }) })),
      ]}
      trigger={(props) => <IconButton icon={LayoutIcon} tone={search.kind === 'grid' ? 'plain' : 'primary'} label={t.layout} {...props} />}
    />
  )
}
