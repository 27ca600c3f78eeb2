import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** What a permission is called is a matter of shared/permissions.ts; one that a later version knows is no reason to fail. */
export const roles = pgTable('roles', {
  slug: text().primaryKey(),
  name: text().notNull(),
  permissions: text().array().notNull(),
  builtIn: boolean().notNull().default(false),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
})

/**
 * People. The row of the first administrator is there from the beginning, `unclaimed`, and owns what was made before there were
 * accounts: claiming it is one statement, so that only one can. A deleted person keeps id and name, for what they did, and nothing else.
 */
export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** In lower case; null once deleted. */
    email: text(),
    role: text()
      .notNull()
      .default('administrator')
      .references(() => roles.slug),
    status: text({ enum: ['unclaimed', 'active', 'disabled', 'deleted'] })
      .notNull()
      .default('active'),
    /** argon2id in PHC form; null for who only signs in through the company. */
    passwordHash: text(),
    /** Encrypted; null without a second factor. */
    totpSecret: text(),
    /** Encrypted; shown, not yet confirmed. */
    totpPending: text(),
    /** The last time step whose code was taken: each works once. */
    totpStep: bigint({ mode: 'number' }),
    language: text({ enum: ['zh-CN', 'en'] }),
    theme: text({ enum: ['system', 'light', 'dark'] }),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    lastSignInAt: moment(),
  },
  (table) => [
    uniqueIndex('users_email').on(table.email),
    index('users_role').on(table.role),
    check('users_status', sql`status in ('unclaimed', 'active', 'disabled', 'deleted')`),
    check('users_name_length', sql`length(name) between 1 and 100`),
    check('users_email_form', sql`email = lower(email) and length(email) between 3 and 254`),
    check('users_email_present', sql`(email is null) = (status in ('unclaimed', 'deleted'))`),
  ],
)

const owner = () =>
  uuid()
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })

/** A sign-in on one device: what access tokens name, and what a chain of refresh tokens belongs to. */
export const authSessions = pgTable(
  'auth_sessions',
  {
    id: uuid().primaryKey(),
    userId: owner(),
    method: text({ enum: ['password', 'oidc'] }).notNull(),
    device: text().notNull(),
    address: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
    endedAt: moment(),
    endReason: text(),
  },
  (table) => [
    index('auth_sessions_user').on(table.userId).where(sql`ended_at is null`),
    index('auth_sessions_expires_at').on(table.expiresAt),
    check('auth_sessions_method', sql`method in ('password', 'oidc')`),
  ],
)

/** By their SHA-256: who reads the table can use none. A used one stays until its session goes, so that its return is noticed. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    hash: text().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => authSessions.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    usedAt: moment(),
    /** When a second request with the same token was seen to have set out before the first was answered. */
    racedAt: moment(),
  },
  (table) => [uniqueIndex('refresh_tokens_live').on(table.sessionId).where(sql`used_at is null`), index('refresh_tokens_session').on(table.sessionId)],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey(),
    userId: owner(),
    name: text().notNull(),
    prefix: text().notNull(),
    hash: text().notNull(),
    scopes: text().array().notNull(),
    /** It ends with this sign-in; null where it stands on its own. */
    sessionId: uuid().references(() => authSessions.id, { onDelete: 'cascade' }),
    expiresAt: moment(),
    lastUsedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    endedAt: moment(),
  },
  (table) => [
    uniqueIndex('api_keys_hash').on(table.hash),
    index('api_keys_user').on(table.userId),
    index('api_keys_session').on(table.sessionId),
    check('api_keys_name_length', sql`length(name) between 1 and 100`),
  ],
)

/** Links that work once: the first set-up, invitations, resets. By the SHA-256 of their token. */
export const signInLinks = pgTable(
  'sign_in_links',
  {
    id: uuid().primaryKey(),
    hash: text().notNull(),
    purpose: text({ enum: ['setup', 'invitation', 'reset'] }).notNull(),
    /** Whose password a reset sets. */
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    /** Whom an invitation is for, and as what. */
    email: text(),
    role: text().references(() => roles.slug, { onDelete: 'cascade' }),
    createdBy: uuid(),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
    /** Used, taken back, or replaced by a newer one. */
    endedAt: moment(),
  },
  (table) => [
    uniqueIndex('sign_in_links_hash').on(table.hash),
    index('sign_in_links_open').on(table.purpose, table.createdAt).where(sql`ended_at is null`),
    check('sign_in_links_purpose', sql`purpose in ('setup', 'invitation', 'reset')`),
  ],
)

/** Each works once, in place of a code, and is deleted by its use. */
export const recoveryCodes = pgTable('recovery_codes', { userId: owner(), hash: text().notNull() }, (table) => [
  primaryKey({ columns: [table.userId, table.hash] }),
])

/** Who an account is at a company's sign-in. */
export const oidcIdentities = pgTable(
  'oidc_identities',
  { issuer: text().notNull(), subject: text().notNull(), userId: owner(), createdAt: moment().notNull().defaultNow() },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] }), index('oidc_identities_user').on(table.userId)],
)

/** What access tokens are signed with. The newest signs; an older one is still believed for as long as its last tokens live. */
export const signingKeys = pgTable('signing_keys', {
  kid: text().primaryKey(),
  publicKey: jsonb().notNull(),
  /** JWK, encrypted. */
  privateKey: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
  /** When a newer one took its place. */
  retiredAt: moment(),
})
