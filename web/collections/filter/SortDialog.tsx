import { useId, useState } from 'react'
import { defaultItemSort, parseSort, SORT_FIELDS_MAX } from '#shared/items.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PlusIcon, XIcon } from '../../ui/icons.tsx'
import { Select } from '../../ui/Select.tsx'
import { type Column, sortFieldOf } from '../columns.ts'
import { ArrowUpIcon } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import { filterTexts } from './texts.ts'

type Props = { columns: readonly Column[]; sort: string; onSort: (sort: string) => void; onClose: () => void }

/** What the rows are sorted by: one field after the other, each in its direction. */
export function SortDialog({ columns, sort, onSort, onClose }: Props) {
  const t = useTexts(filterTexts)
  const own = useTexts(collectionTexts)
  const id = useId()
  const [order, setOrder] = useState(() => (sort === defaultItemSort(false) ? [] : parseSort(sort)))
  const sortable = columns.filter((column) => sortFieldOf(column) !== null)
  const free = sortable.filter(({ key }) => !order.some(({ field }) => field === key))
  const set = (at: number, to: Partial<(typeof order)[number]>) => setOrder(order.map((one, place) => (place === at ? { ...one, ...to } : one)))
  const [next] = free
  return (
    <Dialog
      title={t.sort}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{own.cancel}</Button>
          <Button tone="primary" submit form={id}>
            {t.apply}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          onSort(order.map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',') || defaultItemSort(false))
          onClose()
        }}
      >
        {order.length === 0 && <p className="text-ink-2">{t.sortNone}</p>}
        {order.map(({ field, descending }, at) => (
          <div key={field} className="flex items-center gap-1.5">
            <Select
              className="min-w-0 flex-1"
              aria-label={t.sortBy(at + 1)}
              value={field}
              onChange={(to) => set(at, { field: to })}
              options={sortable.filter(({ key }) => key === field || free.some((one) => one.key === key)).map(({ key, name }) => ({ value: key, label: name }))}
            />
            <Select
              className="w-28 shrink-0"
              aria-label={t.sortDirection(at + 1)}
              value={descending ? 'down' : 'up'}
              onChange={(to) => set(at, { descending: to === 'down' })}
              options={[
                { value: 'up', label: t.ascending },
                { value: 'down', label: t.descending },
              ]}
            />
            <IconButton
              icon={ArrowUpIcon}
              label={t.sortEarlier(at + 1)}
              disabled={at === 0}
              onClick={() => setOrder(order.map((_, place) => order[place === at ? at - 1 : place === at - 1 ? at : place] ?? { field, descending }))}
            />
            <IconButton icon={XIcon} label={t.sortRemove(at + 1)} onClick={() => setOrder(order.filter((_, place) => place !== at))} />
          </div>
        ))}
        <div>
          <Button
            size="small"
            data-autofocus
            icon={<PlusIcon />}
            disabled={!next || order.length >= SORT_FIELDS_MAX}
            onClick={() => next && setOrder([...order, { field: next.key, descending: false }])}
          >
            {t.sortAdd}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
