import { z } from 'zod'
import { success } from './envelope.ts'
import { languages } from './errors.ts'
import { permissions } from './permissions.ts'
import { Id, Timestamp, text } from './text.ts'

export const PASSWORD_MIN = 8
/** Longer is no longer a password, but work for the hash. Nothing is cut off. */
export const PASSWORD_MAX = 1000

/** Compared in lower case; written as it was given. */
export const Email = text(3, 254)
  .regex(/^[^\s@]+@[^\s@]+$/, { error: 'An e-mail address has an @ and no space.' })
  .meta({ description: 'E-mail address; upper and lower case are the same.', example: 'lin@example.com' })
export const PersonName = text(1, 100)
  .refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })
  .meta({ description: 'What the person is called.', example: '林小满' })
export const Password = text(PASSWORD_MIN, PASSWORD_MAX).meta({ description: `At least ${PASSWORD_MIN} characters; taken as it is, nothing trimmed or cut.` })
export const Permission = z.enum(permissions)
export const RoleSlug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .meta({ description: 'Name of a role: viewer, editor, administrator, or one of your own.', example: 'editor' })
export const Theme = z.enum(['system', 'light', 'dark'])

export const User = z
  .object({
    id: Id,
    email: z.string().nullable().describe('null for a deleted account.'),
    name: z.string(),
    role: RoleSlug,
    role_name: z.string().describe('What the role is called.'),
    status: z.enum(['active', 'disabled', 'deleted']),
    second_factor: z.boolean().describe('Whether signing in asks for a code.'),
    language: z.enum(languages).nullable(),
    theme: Theme.nullable(),
    created_at: Timestamp,
    last_sign_in_at: Timestamp.nullable(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof User>

export const UpdateUser = z
  .strictObject({ name: PersonName.optional(), role: RoleSlug.optional(), status: z.enum(['active', 'disabled']).optional() })
  .meta({ id: 'UpdateUser', description: 'Disabling and another role end every sign-in, stream and API key that the account may no longer have.' })
export type UpdateUser = z.infer<typeof UpdateUser>

export const Invitation = z
  .object({ id: Id, email: z.string(), role: RoleSlug, created_at: Timestamp, expires_at: Timestamp, invited_by: z.string().describe('Name of who invited.') })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>
export const CreateInvitation = z.strictObject({ email: Email, role: RoleSlug }).meta({ id: 'CreateInvitation' })

/** A link that works once; shown once. */
export const OneTimeLink = z.object({ url: z.url().describe('Shown once; works once.'), expires_at: Timestamp }).meta({ id: 'OneTimeLink' })
export type OneTimeLink = z.infer<typeof OneTimeLink>

export const Role = z
  .object({
    slug: RoleSlug,
    name: z.string(),
    permissions: z.array(Permission),
    built_in: z.boolean(),
    users: z.int().describe('How many accounts have it.'),
  })
  .meta({ id: 'Role' })
export type Role = z.infer<typeof Role>
export const CreateRole = z
  .strictObject({ slug: RoleSlug, name: PersonName, permissions: z.array(Permission).max(permissions.length) })
  .meta({ id: 'CreateRole' })
export const UpdateRole = z
  .strictObject({ name: PersonName.optional(), permissions: z.array(Permission).max(permissions.length).optional() })
  .meta({ id: 'UpdateRole' })

export const UserParams = z.strictObject({ id: Id })
export const RoleParams = z.strictObject({ slug: RoleSlug })
export const UsersQuery = z.strictObject({
  q: text(0, 200).optional().describe('Part of a name or an address.'),
  status: z.enum(['active', 'disabled', 'deleted']).optional(),
})

export const UserEnvelope = success('UserEnvelope', User)
export const UsersEnvelope = success('UsersEnvelope', z.object({ users: z.array(User).describe('By name; 500 at most.'), total: z.int() }))
export const InvitationsEnvelope = success('InvitationsEnvelope', z.object({ invitations: z.array(Invitation) }))
export const InvitationEnvelope = success('InvitationEnvelope', z.object({ invitation: Invitation, link: OneTimeLink }))
export const OneTimeLinkEnvelope = success('OneTimeLinkEnvelope', OneTimeLink)
export const RolesEnvelope = success('RolesEnvelope', z.object({ roles: z.array(Role) }))
export const RoleEnvelope = success('RoleEnvelope', Role)
