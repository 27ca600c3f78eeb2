import type { LivePerson } from '#shared/live.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { colorOf } from './colorOf.ts'
import { liveTexts } from './texts.ts'
import './people.css'

/** Who else is in a cell: a line around it, and a name. @param atEnd where what the cell holds stands at its end */
export function CellPeople({ people, atEnd }: { people: readonly LivePerson[]; atEnd: boolean }) {
  const t = useTexts(liveTexts)
  const [first] = people
  if (!first) return null
  return (
    <span className={cx('who-outline pointer-events-none absolute inset-0 z-10', colorOf(first.user_id))}>
      <span
        data-person={first.client}
        className={cx(
          'who-filled absolute top-0 max-w-full truncate px-1 text-[0.6875rem] leading-4 font-medium',
          atEnd ? 'left-0 rounded-br' : 'right-0 rounded-bl',
        )}
      >
        {first.editing ? t.editing(first.name) : first.name}
        {people.length > 1 && ` +${people.length - 1}`}
      </span>
    </span>
  )
}
