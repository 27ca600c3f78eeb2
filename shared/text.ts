import { z } from 'zod'

/** Text that PostgreSQL can hold and give back unchanged: no NUL, no lone surrogate. Lengths count UTF-16 code units. */
export const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'The text holds a character that cannot be stored.' })

export const Id = z.uuid().meta({ description: 'UUID v7', example: '019abf00-0000-7000-8000-000000000000' })
export const Timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-11-22T08:30:00.000Z' })
