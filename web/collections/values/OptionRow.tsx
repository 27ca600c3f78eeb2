import { cx } from '../../ui/classes.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { Chip } from './Chip.tsx'
import type { Option } from './useOptions.ts'

type Props = {
  id: string
  option: Option
  count?: string | undefined
  plain: boolean
  active: boolean
  picked: boolean
  onPoint: () => void
  onPick: () => void
}

/** What can be picked, with a mark where it is. Keys move among them where the words are written. */
export const OptionRow = ({ id, option, count, plain, active, picked, onPoint, onPick }: Props) => (
  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field that it belongs to has the keys
  <div
    id={id}
    role="option"
    tabIndex={-1}
    aria-selected={picked}
    onMouseMove={onPoint}
    onClick={onPick}
    className={cx('flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 outline-none pointer-coarse:min-h-11', active && 'bg-hover')}
  >
    <span className="flex min-w-0 flex-1">{plain ? <span className="truncate">{option.label}</span> : <Chip color={option.color}>{option.label}</Chip>}</span>
    {count && <span className="shrink-0 text-sm text-ink-3 tabular-nums">{count}</span>}
    {picked && <CheckIcon className="shrink-0 text-accent" />}
  </div>
)
