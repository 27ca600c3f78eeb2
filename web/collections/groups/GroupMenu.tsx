import { periods } from '#shared/aggregates.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { Column } from '../columns.ts'
import { GroupIcon } from '../icons.tsx'
import type { Shown } from '../search.ts'
import { groupTexts } from './texts.ts'
import { isGroupable, isPeriodic } from './useGroupedRows.ts'

type Props = { columns: readonly Column[]; search: Shown; onSearch: (changes: Partial<Shown>) => void }

/** By which column rows are grouped, and where that is of dates, how long each group is. */
export function GroupMenu({ columns, search, onSearch }: Props) {
  const t = useTexts(groupTexts)
  const grouped = columns.find(({ key }) => key === search.group)
  const label = grouped ? t.groupBy(grouped.name) : t.group
  return (
    <Menu
      label={t.group}
      items={[
        { label: t.not, checked: !grouped, onSelect: () => onSearch({ group: '' }) },
        ...(grouped && isPeriodic(grouped) ? periods.map((by) => ({ label: t.by[by], checked: search.by === by, onSelect: () => onSearch({ by }) })) : []),
        ...columns.filter(isGroupable).map(({ key, name }) => ({ label: name, checked: key === search.group, onSelect: () => onSearch({ group: key }) })),
      ]}
      trigger={(props) => <IconButton icon={GroupIcon} tone={grouped ? 'primary' : 'plain'} label={label} {...props} />}
    />
  )
}
