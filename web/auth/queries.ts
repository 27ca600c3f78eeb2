import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type AcceptInvitation,
  DoneEnvelope,
  type LinkInfo,
  LinkInfoEnvelope,
  type Login,
  type Register,
  type ResetPassword,
  type Setup,
  SignInOptionsEnvelope,
  TokensEnvelope,
} from '#shared/auth.ts'
import { MeEnvelope } from '#shared/me.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'

/** Asked as nobody: there is no access to renew yet. */
const post = { method: 'POST', alone: true } as const

export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in', 'options'],
  queryFn: ({ signal }) => call(SignInOptionsEnvelope, { path: apiPaths.signInOptions(), alone: true, signal }),
})

/** What a link is for. One that is used or expired does not become valid again. */
export const linkQuery = (token: string) =>
  queryOptions<LinkInfo>({
    queryKey: ['sign-in', 'link', token],
    queryFn: ({ signal }) => call(LinkInfoEnvelope, { ...post, path: apiPaths.inspectLink(), body: { token }, signal }),
    staleTime: Infinity,
  })

export const logIn = (body: z.infer<typeof Login>) => call(TokensEnvelope, { ...post, path: apiPaths.logIn(), body })
export const setUp = (body: z.infer<typeof Setup>) => call(TokensEnvelope, { ...post, path: apiPaths.setUp(), body })
export const register = (body: z.infer<typeof Register>) => call(TokensEnvelope, { ...post, path: apiPaths.registerAccount(), body })
export const acceptInvitation = (body: z.infer<typeof AcceptInvitation>) => call(TokensEnvelope, { ...post, path: apiPaths.acceptInvitation(), body })
export const resetPassword = (body: z.infer<typeof ResetPassword>) => call(DoneEnvelope, { ...post, path: apiPaths.resetPassword(), body })

/** Who is signed in, as the cookies say. */
export const readMe = () => call(MeEnvelope, { path: apiPaths.me(), alone: true })
