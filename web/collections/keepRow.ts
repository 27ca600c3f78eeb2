import { z } from 'zod'
import { ItemFile } from '#shared/item-files.ts'
import { takeUnsent, useKeepUnsent } from '../session/unsent.ts'
import type { Draft } from './values/draft.ts'

/** Files that were still on their way are not among them. */
const KeptDraft = z.object({ text: z.string(), picks: z.array(z.string()), files: z.array(ItemFile).optional() })
/** `id` is null for a new row. Only what was changed: in the rest others may have written meanwhile. */
const Kept = z.object({ id: z.string().nullable(), drafts: z.record(z.string(), KeptDraft) })
export type KeptRow = z.infer<typeof Kept>

// The field over the cursor is on the page beside whichever form is open.
const places = ['form', 'cell'] as const
type Place = (typeof places)[number]
const nameOf = (place: Place, slug: string) => `row.${place}.${slug}`

/** What was being written in a row of this collection when the sign-in ended. It is told once; whatever shows it keeps it on. */
export function takeRow(slug: string): KeptRow | undefined {
  for (const place of places) {
    const kept = Kept.safeParse(takeUnsent(nameOf(place, slug))).data
    if (kept) return kept
  }
}

/** Keeps what is written in a row over a sign-in that ends meanwhile. @param drafts by the keys of their columns; null for none */
export const useKeepRow = (place: Place, slug: string, id: string | null, drafts: Record<string, Draft> | null): void =>
  useKeepUnsent(nameOf(place, slug), () => drafts && { id, drafts })
