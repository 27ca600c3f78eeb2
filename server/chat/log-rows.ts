import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'

/** The log as it is stored, in the order of the positions; each names where its last event ends. */
export const LogRows = z.array(z.object({ position: z.number(), events: z.array(ChatEvent) }))
export type LogRows = z.infer<typeof LogRows>
