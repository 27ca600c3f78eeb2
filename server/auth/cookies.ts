import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

// `__Host-`: only ever set by this very host, over a secure connection, for all of it. Browsers take localhost for secure.

const ACCESS = '__Host-deskmate-access'
const REFRESH = '__Host-deskmate-refresh'
/** Strict: no other site's page can make a browser send them. Our own page does, however one came to it. */
const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const

export type SignInCookies = { access: string; accessSeconds: number; refresh: string; refreshSeconds: number }

export function setSignInCookies(reply: FastifyReply, cookies: SignInCookies): void {
  setCookie(reply, stringifySetCookie(ACCESS, cookies.access, { ...attributes, maxAge: cookies.accessSeconds }))
  setCookie(reply, stringifySetCookie(REFRESH, cookies.refresh, { ...attributes, maxAge: cookies.refreshSeconds }))
}

export function clearSignInCookies(reply: FastifyReply): void {
  for (const name of [ACCESS, REFRESH]) setCookie(reply, stringifySetCookie(name, '', { ...attributes, maxAge: 0 }))
}

/** Adds one, beside those that are set already. */
export const setCookie = (reply: FastifyReply, line: string): void => void reply.header('Set-Cookie', line)

/** A cookie by name, read without taking the whole header apart: this is on the way of every request. */
export function readCookie(request: FastifyRequest, name: string): string | null {
  const header = request.headers.cookie
  if (!header?.includes(name)) return null
  return parseCookie(header)[name] || null
}

export const accessCookie = (request: FastifyRequest) => readCookie(request, ACCESS)
export const refreshCookie = (request: FastifyRequest) => readCookie(request, REFRESH)
