import { z } from 'zod'
import { Slug } from './collections.ts'
import { success } from './envelope.ts'
import { Values } from './items.ts'
import { sources } from './permissions.ts'
import { Id, Timestamp } from './text.ts'

export const changeKinds = ['edit', 'import', 'undo'] as const
/** Entries of a change set that are undone at once. */
export const UNDO_MAX = 10_000
/** Beyond so many the changes of a set are not counted for a list. */
export const CHANGES_COUNTED_MAX = 1000
/** Conflicts that are told one by one. */
export const CONFLICTS_MAX = 50

export const ChangeSet = z
  .object({
    id: Id,
    at: Timestamp,
    actor_id: Id.nullable().describe('null where it was changed past the program.'),
    actor_name: z.string().nullable(),
    source: z.enum(sources),
    kind: z.enum(changeKinds),
    collection: z.string().nullable().describe('The slug of the collection of its first item.'),
    undoes: Id.nullable().describe('Which change set it took back. Undoing this one does that again.'),
    undone_by: Id.nullable().describe('Which change set has taken it back.'),
    changes: z.int().describe(`How many changes it has; where changes_is_exact is false, at least this many.`),
    changes_is_exact: z.boolean(),
    names: z.array(z.string()).describe('Of the first items that it changed.'),
  })
  .meta({ id: 'ChangeSet' })
export type ChangeSet = z.infer<typeof ChangeSet>

const Shown = z.object({ name: z.string(), description: z.string().nullable(), values: Values.optional() })
export const ChangeSetEntry = z
  .object({
    item_id: Id,
    operation: z.enum(['create', 'update', 'delete', 'restore', 'purge']),
    version: z.int().positive().nullable().describe('Of the item after it; null once it is purged.'),
    before: Shown.nullable().describe('null of a creation, and of an item that went for good.'),
    after: Shown.nullable(),
  })
  .meta({ id: 'ChangeSetEntry' })
export type ChangeSetEntry = z.infer<typeof ChangeSetEntry>

export const Conflict = z
  .object({
    item_id: Id,
    name: z.string().describe('Of the item, as it is or was.'),
    field: z.string().nullable().describe('name, description, or the key of a field; null where it is about the item as a whole.'),
    reason: z.enum(['changed', 'gone', 'invalid']).describe('changed since; purged since; or what it was is no value of its field any more.'),
  })
  .meta({ id: 'Conflict' })
export type Conflict = z.infer<typeof Conflict>

const digits = z.string().regex(/^\d{1,15}$/)
const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(200))
  .prefault('50')
export const ChangeSetsQuery = z
  .strictObject({ collection: Slug.optional(), item_id: Id.optional(), limit, before: Id.optional().describe('The id of the last one of the page before.') })
  .refine((query) => !(query.collection && query.item_id), { error: 'Use collection or item_id, not both.', path: ['item_id'] })
export type ChangeSetsQuery = z.infer<typeof ChangeSetsQuery>
export const ChangeSetQuery = z.strictObject({ limit, cursor: digits.optional().describe('next_cursor of the page before.') })
export type ChangeSetQuery = z.infer<typeof ChangeSetQuery>
export const ChangeSetParams = z.strictObject({ id: Id })

export const UndoChangeSet = z
  .strictObject({
    skip_conflicts: z.boolean().optional().describe('Leaves what was changed again since as it is, and undoes the rest. Else all is undone, or nothing.'),
    dry_run: z.boolean().optional().describe('Says what would be undone, and undoes nothing.'),
  })
  .meta({ id: 'UndoChangeSet' })
export type UndoChangeSet = z.infer<typeof UndoChangeSet>

export const Undone = z
  .object({
    change_set_id: Id.nullable().describe('What was undone can be done again by undoing this; null after a dry run.'),
    items: z.int().describe('How many items are what they were.'),
    conflicts: z.array(Conflict).describe(`${CONFLICTS_MAX} at most.`),
    conflict_count: z.int(),
  })
  .meta({ id: 'Undone' })
export type Undone = z.infer<typeof Undone>

export const ChangeSetsEnvelope = success('ChangeSetsEnvelope', z.object({ change_sets: z.array(ChangeSet), next_before: Id.nullable() }))
export const ChangeSetEnvelope = success(
  'ChangeSetEnvelope',
  z.object({ change_set: ChangeSet, changes: z.array(ChangeSetEntry), next_cursor: z.string().nullable() }),
)
export const UndoneEnvelope = success('UndoneEnvelope', Undone)
