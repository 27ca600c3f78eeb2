import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits: nothing to guess, so a plain hash keeps it as safe as a slow one would. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is stored of a token in its place. */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('base64url')
