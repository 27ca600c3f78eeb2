import { z } from 'zod'
import { unsent, useKeepUnsent } from '../session/unsent.ts'

const FORM = 'item'
/** `id` is null for a new item. Only what was changed: in the rest others may have written meanwhile. */
const Kept = z.object({ id: z.string().nullable(), name: z.string().optional(), description: z.string().optional() })

/** What was being written when the sign-in ended. */
export const keptForm = () => Kept.safeParse(unsent(FORM)).data ?? null

/** Keeps what is written about an item, in a dialog or a cell, over a sign-in that ends meanwhile. @param changes null for none */
export const useKeepForm = (id: string | null, changes: Omit<z.infer<typeof Kept>, 'id'> | null): void =>
  useKeepUnsent(FORM, () => changes && { ...changes, id })
