/** What a person can be allowed to do. A route declares one; a button asks for the same one. */
export const permissions = ['items:read', 'items:write', 'chat:use', 'system:read'] as const
export type Permission = (typeof permissions)[number]

/** Who acts. Every query takes one, so that no path reaches a row without saying for whom. */
export type Actor = { userId: string; permissions: ReadonlySet<Permission> }

export const can = (actor: Actor, permission: Permission) => actor.permissions.has(permission)
