/** What a person can be allowed to do. A route declares one; a button asks for the same one; a role and an API key are made of them. */
export const permissions = [
  'items:read',
  'items:write',
  'collections:manage',
  'chat:use',
  'prompts:share',
  'users:manage',
  'webhooks:manage',
  'audit:read',
  'system:read',
  'system:manage',
] as const
export type Permission = (typeof permissions)[number]

/** The roles that every workspace has and that nobody can change. */
export const builtInRoles = {
  viewer: ['items:read', 'chat:use'],
  editor: ['items:read', 'items:write', 'collections:manage', 'chat:use', 'prompts:share'],
  administrator: [...permissions],
} as const satisfies Record<string, readonly Permission[]>

/** Where a change comes from. `database` is whoever wrote past the program. */
export const sources = ['page', 'api', 'api-key', 'assistant', 'import', 'system', 'database'] as const
export type ChangeSource = (typeof sources)[number]

/** Who acts. Every query takes one, so that no path reaches a row without saying for whom. */
export type Actor = {
  userId: string
  permissions: ReadonlySet<Permission>
  source: ChangeSource
  /** What this one changes is kept, and undone, under this id. */
  changeSet?: string
  /** The sign-in that this request belongs to; null for an API key. */
  sessionId: string | null
  apiKeyId: string | null
  /** Whether a budget or a limit of one's own holds: then each call to a model is paid for in advance. */
  budgeted: boolean
}

/**
 * What a route asks of its caller: nothing, to be somebody, to be there in person (a sign-in, not an API key), or one permission.
 * A route without one stops the boot.
 */
export type Access = 'public' | 'signed-in' | 'in-person' | Permission

export const can = (actor: Pick<Actor, 'permissions'>, permission: Permission) => actor.permissions.has(permission)
