import * as oidc from 'openid-client'
import type { Config } from '../config.ts'

/** People wait for it; whoever has not answered by then is taken to be away. For each request to the issuer. */
const ISSUER_TIMEOUT_SECONDS = 5
/** Where the issuer's endpoints are changes about never; its keys are asked for anew by themselves when one is unknown. */
const REMEMBERED_MS = 3_600_000

/** Where the issuer's endpoints are and how it wants to be spoken to; with the client's own credentials. */
export type Issuer = oidc.Configuration

/**
 * Finds the issuer by discovery, once for all, and again from time to time. A failure is not remembered: whoever comes next tries again.
 * @param onStale told of an issuer that cannot be asked again; what is known of it goes on being used
 */
export function openIssuer(config: Config, onStale: (error: unknown) => void): () => Promise<Issuer> {
  let known: { issuer: Issuer; at: number } | null = null
  let looking: Promise<Issuer> | null = null

  async function look(): Promise<Issuer> {
    const issuer = await discover(config)
    known = { issuer, at: Date.now() }
    return issuer
  }
  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
  return async () => {
    if (!known) return await lookOnce()
    if (Date.now() - known.at > REMEMBERED_MS) lookOnce().catch(onStale)
    return known.issuer
  }
}

async function discover({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }: Config): Promise<Issuer> {
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) throw new Error('There is no company sign-in.')
  const server = new URL(OIDC_ISSUER)
  return await oidc.discovery(server, OIDC_CLIENT_ID, {}, OIDC_CLIENT_SECRET === undefined ? oidc.None() : authenticate(OIDC_CLIENT_SECRET), {
    timeout: ISSUER_TIMEOUT_SECONDS,
    // Plain http is only for an issuer on this machine: config.ts refuses any other. The signature of the ID token counts, not only from whom it came.
    execute: [oidc.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
  })
}

/** As the issuer wants the secret; Basic is what each must take (RFC 6749, 2.3.1), unless it says otherwise. */
function authenticate(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret)
  const post = oidc.ClientSecretPost(secret)
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported
    const way = !ways || ways.includes('client_secret_basic') ? basic : post
    way(server, client, body, headers)
  }
}
