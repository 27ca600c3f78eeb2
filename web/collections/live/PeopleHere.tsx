import type { LivePerson } from '#shared/live.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useMe } from '../../session.ts'
import { cx } from '../../ui/classes.ts'
import { colorOf } from './colorOf.ts'
import { liveTexts } from './texts.ts'
import './people.css'

/** More are a number; on a phone all but one. */
const SHOWN = 3

/** Who else looks at the collection, each once however many pages are open. */
export function PeopleHere({ people }: { people: readonly LivePerson[] }) {
  const t = useTexts(liveTexts)
  const me = useMe()?.user.id
  const others = [...new Map(people.filter(({ user_id: id }) => id !== me).map((person) => [person.user_id, person])).values()]
  if (others.length === 0) return null
  const rest = (from: number) => others.slice(from).map(({ name }) => name)
  const circle = 'grid size-7 place-items-center rounded-full text-xs font-semibold ring-2 ring-paper'
  return (
    <ul aria-label={t.here} className="ml-auto flex shrink-0 -space-x-1.5">
      {others.slice(0, SHOWN).map(({ user_id: id, name }, at) => (
        <li key={id} data-tip={name} className={cx(circle, 'who-filled', colorOf(id), at > 0 && 'max-sm:hidden')}>
          <span aria-hidden="true">{Array.from(name.trim())[0]?.toUpperCase()}</span>
          <span className="sr-only">{name}</span>
        </li>
      ))}
      <More names={rest(SHOWN)} className={cx(circle, 'max-sm:hidden')} />
      <More names={rest(1)} className={cx(circle, 'sm:hidden')} />
    </ul>
  )
}

const More = ({ names, className }: { names: readonly string[]; className: string }) =>
  names.length > 0 && (
    <li data-tip={names.join(', ')} className={cx(className, 'bg-hover text-ink-2')}>
      <span aria-hidden="true">+{names.length}</span>
      <span className="sr-only">{names.join(', ')}</span>
    </li>
  )
