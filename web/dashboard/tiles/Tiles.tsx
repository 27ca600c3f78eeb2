import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import type { CreateTile, Tile } from '#shared/tiles.ts'
import { errorMessage, newKey } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, MoreIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { toast } from '../../ui/Toast.tsx'
import { arrangeTiles, createTile, deleteTile, refreshTiles, restoreTile, showTiles, tilesQuery, updateTile } from './queries.ts'
import { TileBody } from './TileBody.tsx'
import { TileEditor } from './TileEditor.tsx'
import { tileTexts } from './texts.ts'

type Props = { mayChange: boolean; adding: boolean; onAdded: () => void }

const hrefOf = ({ collection, view_id, filter }: Tile) =>
  view_id ? `${paths.collection(collection)}?view=${view_id}` : paths.collection(collection, { filter })

/** What a workspace wants to see of its collections: put in order by dragging, or by each tile's menu. */
export function Tiles({ mayChange, adding, onAdded }: Props) {
  const t = useTexts(tileTexts)
  const queries = useQueryClient()
  const { data: tiles = [] } = useQuery(tilesQuery)
  const [editing, setEditing] = useState<Tile | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const failed = (error: unknown) => {
    refreshTiles(queries)
    toast({ tone: 'failed', text: errorMessage(error) })
  }

  const save = async (given: CreateTile, key: string) => {
    if (!editing) {
      const made = await createTile(given, key)
      showTiles(queries, (all) => [...all, made])
    } else {
      const { title, kind, collection, view_id, filter, figure, field, group, by, wide } = given
      const changed = await updateTile(editing, { title, kind, collection, view_id, filter, figure, field, group, by, wide })
      showTiles(queries, (all) => all.map((one) => (one.id === changed.id ? changed : one)))
    }
    refreshTiles(queries)
  }
  /** Shown at once, and taken back where it fails. */
  const put = (tile: Tile, place: number) => {
    const rest = tiles.filter(({ id }) => id !== tile.id)
    const order = [...rest.slice(0, place), tile, ...rest.slice(place)]
    showTiles(queries, () => order)
    setSaid(t.moved(tile.title, place + 1, order.length))
    arrangeTiles(order.map(({ id }) => id)).then((now) => showTiles(queries, () => now), failed)
  }
  const remove = async (tile: Tile) => {
    try {
      await deleteTile(tile)
    } catch (error) {
      return failed(error)
    }
    showTiles(queries, (all) => all.filter(({ id }) => id !== tile.id))
    const key = newKey()
    toast({ text: t.removed(tile.title), action: { label: t.undo, run: () => void restoreTile(tile, key).then(() => refreshTiles(queries), failed) } })
  }
  const drop = (event: DragEvent, place: number) => {
    const tile = tiles.find(({ id }) => id === dragged)
    if (!tile) return
    event.preventDefault()
    setDragged(null)
    put(tile, place)
  }

  return (
    <>
      {tiles.length > 0 && (
        <section aria-label={t.title} className="grid gap-4 md:grid-cols-2 md:gap-5 lg:grid-cols-3">
          {tiles.map((tile, at) => (
            <article
              key={tile.id}
              aria-labelledby={`tile-${tile.id}`}
              draggable={mayChange}
              onDragStart={() => setDragged(tile.id)}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => dragged && event.preventDefault()}
              onDrop={(event) => drop(event, at)}
              className={cx(
                'grid min-w-0 content-start gap-2 rounded-xl border border-line bg-surface px-4 pt-2 pb-4',
                tile.wide && 'md:col-span-2 lg:col-span-3',
                dragged === tile.id && 'opacity-50',
                mayChange && 'cursor-grab',
              )}
            >
              <header className="flex min-h-9 items-center justify-between gap-2">
                <h2 id={`tile-${tile.id}`} className="min-w-0 truncate font-semibold">
                  <Link href={hrefOf(tile)} className="hover:text-accent pointer-coarse:py-3">
                    {tile.title}
                  </Link>
                </h2>
                {mayChange && (
                  <Menu
                    label={t.menu(tile.title)}
                    align="end"
                    items={[
                      { label: t.edit, icon: EditIcon, onSelect: () => setEditing(tile) },
                      ...(at > 0 ? [{ label: t.earlier, onSelect: () => put(tile, at - 1) }] : []),
                      ...(at < tiles.length - 1 ? [{ label: t.later, onSelect: () => put(tile, at + 1) }] : []),
                      { label: t.remove, icon: TrashIcon, danger: true, onSelect: () => void remove(tile) },
                    ]}
                    trigger={(props) => <IconButton icon={MoreIcon} label={t.menu(tile.title)} {...props} />}
                  />
                )}
              </header>
              <TileBody tile={tile} />
            </article>
          ))}
        </section>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      {(adding || editing) && (
        <TileEditor
          key={editing?.id ?? 'new'}
          tile={editing}
          onSave={save}
          onClose={() => {
            setEditing(null)
            onAdded()
          }}
        />
      )}
    </>
  )
}
