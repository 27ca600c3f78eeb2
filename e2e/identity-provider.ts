import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { type Context, Provider } from 'oidc-provider'

/** Somebody with an account at the company. */
export type CompanyAccount = { sub: string; email?: string; email_verified?: boolean; name?: string }
export type Client = { id: string; secret: string }

export type IdentityProvider = {
  issuer: string
  /** Who can sign in there, by `sub`; may be changed at any time. */
  accounts: Map<string, CompanyAccount>
  /** How often each path was asked for. */
  asked: Map<string, number>
  /** Comes back after `close`. */
  open: () => Promise<void>
  close: () => Promise<void>
}

type Options = {
  /** Known beforehand, as the program that signs in here wants to know the issuer before its own address is known. */
  port: number
  client: Client
  redirectUris: string[]
  accounts: CompanyAccount[]
  /** Where claims about a person are: most companies' providers put them into the ID token, this one leaves them to the userinfo endpoint by itself. */
  claimsIn?: 'userinfo' | 'id_token'
  /** Publishes keys that are not those it signs with, as somebody would who has come between. */
  otherKeys?: boolean
}

export const newClient = (): Client => ({ id: 'deskmate', secret: randomBytes(24).toString('base64url') })
/** By a name, so that to a browser it is another site than the program, which has an address. */
export const issuerAt = (port: number) => `http://localhost:${port}`

/** A real OpenID provider with a sign-in page that asks for no password. */
export async function startIdentityProvider(options: Options): Promise<IdentityProvider> {
  const issuer = issuerAt(options.port)
  const accounts = new Map(options.accounts.map((account) => [account.sub, account]))
  const asked = new Map<string, number>()
  const provider = new Provider(issuer, {
    adapter: storage(),
    clients: [{ client_id: options.client.id, client_secret: options.client.secret, redirect_uris: options.redirectUris }],
    jwks: { keys: [await newKey()] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: options.claimsIn !== 'id_token',
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    interactions: { url: (_context: Context, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_context: Context, sub: string) => {
      const account = accounts.get(sub)
      return account && { accountId: sub, claims: () => account }
    },
    // The company has agreed for its people.
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const wrong = options.otherKeys ? await newKey() : null

  provider.use(async (context, next) => {
    const { req, res } = context
    asked.set(context.path, (asked.get(context.path) ?? 0) + 1)
    if (wrong && context.path === '/jwks') {
      const { kty, n, e, kid, alg, use } = wrong
      context.body = { keys: [{ kty, n, e, kid, alg, use }] }
      return
    }
    if (!context.path.startsWith('/interaction/')) return await next()
    await provider.interactionDetails(req, res)
    if (context.method !== 'POST') {
      context.type = 'html'
      context.body = signInPage([...accounts.values()])
      return
    }
    const sub = new URLSearchParams(await readBody(req)).get('sub')
    const result = sub ? { login: { accountId: sub } } : { error: 'access_denied', error_description: 'The person <b>went away</b>.' }
    context.redirect(await provider.interactionResult(req, res, result, { mergeWithLastSubmission: false }))
    context.status = 303
  })

  const server = createServer(provider.callback())
  async function open(): Promise<void> {
    server.listen(options.port, '127.0.0.1')
    await once(server, 'listening')
  }
  await open()
  return {
    issuer,
    accounts,
    asked,
    open,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** The same name for each, so that one can stand in another's place. */
async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: 'company', alg: 'RS256', use: 'sig' }
}

function signInPage(accounts: CompanyAccount[]): string {
  const buttons = accounts.map(({ sub, name, email }) => `<button name="sub" value="${sub}">${name ?? email ?? sub}</button>`)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Company sign-in</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <h1>Company sign-in</h1>
    <form method="post">${buttons.join(' ')} <button>Cancel</button></form>
  </body>
</html>`
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

type Row = { uid?: string; grantId?: string; consumed?: number }

/** What the provider remembers, until it ends. */
function storage() {
  const all = new Map<string, Map<string, Row>>()
  return (model: string) => {
    const rows = all.get(model) ?? new Map<string, Row>()
    all.set(model, rows)
    return {
      upsert: async (id: string, row: Row) => void rows.set(id, row),
      find: async (id: string) => rows.get(id),
      findByUid: async (uid: string) => [...rows.values()].find((row) => row.uid === uid),
      findByUserCode: async () => undefined,
      destroy: async (id: string) => void rows.delete(id),
      consume: async (id: string) => {
        const row = rows.get(id)
        if (row) row.consumed = Math.floor(Date.now() / 1000)
      },
      revokeByGrantId: async (grantId: string) => {
        for (const [id, row] of rows) if (row.grantId === grantId) rows.delete(id)
      },
    }
  }
}
