import { z } from 'zod'
import { success } from './envelope.ts'
import { FieldKey } from './fields.ts'
import { CollectionItem } from './items.ts'
import { sources } from './permissions.ts'
import { Id, Timestamp } from './text.ts'

/** Items whose changes are told one by one; of more at once it is told that they are many. */
export const LIVE_CHANGES_MAX = 200
/** What was changed is told again for so long to whoever comes back. */
export const LIVE_KEPT_HOURS = 24

export const LiveChange = z
  .object({
    kind: z.enum(['created', 'updated', 'deleted', 'restored']),
    item_id: Id,
    version: z.int().positive(),
    change_set_id: Id.nullable(),
    actor_id: Id.nullable().describe('null where it was changed past the program.'),
    source: z.enum(sources),
    at: Timestamp,
  })
  .meta({ id: 'LiveChange' })
export type LiveChange = z.infer<typeof LiveChange>

/** Where somebody is who looks at the same collection. */
export const LivePerson = z
  .object({
    client: z.string().describe('One for each page that is open.'),
    user_id: Id,
    name: z.string(),
    item_id: Id.nullable(),
    field: z.string().nullable().describe('name, description or the key of a field.'),
    editing: z.boolean(),
  })
  .meta({ id: 'LivePerson' })
export type LivePerson = z.infer<typeof LivePerson>

export const LiveEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }).describe('What comes from here on is told. What is read after it misses nothing.'),
    z
      .object({
        type: z.literal('changed'),
        changes: z.array(LiveChange).describe('In the order in which they were made.'),
        items: z.array(CollectionItem).describe('Those that are there, as they are now; one that is very large is left out.'),
      })
      .describe('Items have changed.'),
    z
      .object({ type: z.literal('comments'), item_ids: z.array(Id).describe('Each once.') })
      .describe('Something was said of items, or what was said of them was changed or taken away: read it again.'),
    z.object({ type: z.literal('many') }).describe('So much has changed that it is not told one by one: read again.'),
    z.object({ type: z.literal('collection') }).describe('The collection itself or its fields have changed: read it again, and its items.'),
    z
      .object({ type: z.literal('presence'), people: z.array(LivePerson) })
      .describe('Who else looks at the collection, all of them, each time that it changes.'),
  ])
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof LiveEvent>

/** When, and up to which transactions: `seconds.next` or `seconds.next.running,running`. */
export const LivePosition = z.string().regex(/^\d{1,11}\.\d{1,19}(\.\d{1,19}(,\d{1,19}){0,63})?$/)
export const LiveClient = z.string().regex(/^[\w-]{8,64}$/)

export const LiveQuery = z.strictObject({
  after: LivePosition.optional().describe('The id of the last event that you have; what was changed since then comes first.'),
  client: LiveClient.optional().describe('A random name of your page: with it others see that you are here.'),
})
export const LiveHeaders = z.looseObject({ 'last-event-id': LivePosition.optional().describe('As after; browsers send it when they come back.') })

export const TellPlace = z
  .strictObject({
    client: LiveClient,
    item_id: Id.nullable(),
    field: FieldKey.nullable().describe('name, description or the key of a field.'),
    editing: z.boolean(),
  })
  .meta({ id: 'TellPlace' })
export type TellPlace = z.infer<typeof TellPlace>
export const PlaceEnvelope = success('PlaceEnvelope', z.null())
