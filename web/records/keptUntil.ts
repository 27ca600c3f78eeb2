import type { Item } from '#shared/items.ts'

const DAY_MS = 86_400_000

/** When an item in the trash goes for good; undefined where that is not known, or it is kept for ever. */
export const keptUntil = ({ deleted_at: at }: Pick<Item, 'deleted_at'>, retention: number | null | undefined): string | undefined =>
  at !== undefined && typeof retention === 'number' ? new Date(Date.parse(at) + retention * DAY_MS).toISOString() : undefined
