import { z } from 'zod'
import { success } from './envelope.ts'
import { languages } from './errors.ts'
import { Id, Timestamp, text } from './text.ts'
import { Email, Password, Permission, PersonName, RoleSlug, Theme, User } from './users.ts'

/** A token out of a link: 256 random bits, base64url. */
const LinkToken = z.string().regex(/^[\w-]{43}$/)
/** Six digits of an authenticator, or one of the recovery codes. */
const SecondFactorCode = text(6, 40)
/** Compared as it is, whatever its length: what the rules were when it was chosen is not known here. */
const GivenPassword = text(1, 1000)

export const SignInOptions = z
  .object({
    needs_setup: z.boolean().describe('Whether there is no administrator yet.'),
    registration: z.boolean().describe('Whether anybody may make an account.'),
    oidc: z
      .object({ name: z.string(), sign_up: z.boolean().describe('Whether it makes an account for whoever has none.') })
      .nullable()
      .describe('The company sign-in, where there is one.'),
  })
  .meta({ id: 'SignInOptions' })
export type SignInOptions = z.infer<typeof SignInOptions>

export const Setup = z.strictObject({ token: LinkToken, email: Email, name: PersonName, password: Password }).meta({ id: 'Setup' })
export const Login = z.strictObject({ email: Email, password: GivenPassword, code: SecondFactorCode.optional() }).meta({ id: 'Login' })
export const Register = z.strictObject({ email: Email, name: PersonName, password: Password }).meta({ id: 'Register' })
export const InspectLink = z.strictObject({ token: LinkToken }).meta({ id: 'InspectLink' })
export const LinkInfo = z.object({ purpose: z.enum(['setup', 'invitation', 'reset']), email: z.string().nullable() }).meta({ id: 'LinkInfo' })
export type LinkInfo = z.infer<typeof LinkInfo>
export const AcceptInvitation = z.strictObject({ token: LinkToken, name: PersonName, password: Password }).meta({ id: 'AcceptInvitation' })
export const ResetPassword = z.strictObject({ token: LinkToken, password: Password }).meta({ id: 'ResetPassword' })
export const ChangePassword = z.strictObject({ current_password: GivenPassword, new_password: Password }).meta({ id: 'ChangePassword' })
export const ConfirmPassword = z.strictObject({ password: GivenPassword }).meta({ id: 'ConfirmPassword' })
export const ConfirmCode = z.strictObject({ code: SecondFactorCode }).meta({ id: 'ConfirmCode' })
export const UpdateMe = z
  .strictObject({ name: PersonName.optional(), language: z.enum(languages).nullable().optional(), theme: Theme.nullable().optional() })
  .meta({ id: 'UpdateMe' })
export type UpdateMe = z.infer<typeof UpdateMe>

export const Tokens = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int().describe('Seconds.'), user: User })
  .meta({ id: 'Tokens' })
export type Tokens = z.infer<typeof Tokens>

export const AuthSession = z
  .object({
    id: Id,
    current: z.boolean(),
    method: z.enum(['password', 'oidc']),
    device: z.string().describe('User-Agent of the sign-in.'),
    address: z.string(),
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: 'AuthSession' })
export type AuthSession = z.infer<typeof AuthSession>

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    prefix: z.string().describe('The beginning, to tell keys apart.'),
    scopes: z.array(Permission),
    until_sign_out: z.boolean().describe('Ends with the sign-in that made it.'),
    expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable(),
    created_at: Timestamp,
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

export const API_KEY_DAYS_MAX = 3650
export const CreateApiKey = z
  .strictObject({
    name: PersonName,
    scopes: z.array(Permission).min(1),
    expires_in_days: z.int().min(1).max(API_KEY_DAYS_MAX).nullable().describe('null for no end.'),
    until_sign_out: z.boolean().optional().describe('End with the sign-in that makes it.'),
  })
  .meta({ id: 'CreateApiKey' })
export type CreateApiKey = z.infer<typeof CreateApiKey>

export const AuthParams = z.strictObject({ id: Id })
export const SignInOptionsEnvelope = success('SignInOptionsEnvelope', SignInOptions)
export const TokensEnvelope = success('TokensEnvelope', Tokens)
export const LinkInfoEnvelope = success('LinkInfoEnvelope', LinkInfo)
export const AuthSessionsEnvelope = success('AuthSessionsEnvelope', z.object({ sessions: z.array(AuthSession) }))
export const ApiKeysEnvelope = success('ApiKeysEnvelope', z.object({ keys: z.array(ApiKey) }))
export const ApiKeyEnvelope = success('ApiKeyEnvelope', ApiKey)
export const NewApiKeyEnvelope = success('NewApiKeyEnvelope', z.object({ key: ApiKey, secret: z.string().describe('`dm_…`, shown this once.') }))
export const TotpSecretEnvelope = success(
  'TotpSecretEnvelope',
  z.object({ secret: z.string().describe('Base32, to type in.'), uri: z.string().describe('otpauth://, to scan.') }),
)
export const RecoveryCodesEnvelope = success(
  'RecoveryCodesEnvelope',
  z.object({ recovery_codes: z.array(z.string()).describe('Each works once; shown this once.') }),
)
export const SigningKeyEnvelope = success('SigningKeyEnvelope', z.object({ kid: z.string() }))
export const DoneEnvelope = success('DoneEnvelope', z.object({}))
export const JwksEnvelope = z.object({ keys: z.array(z.looseObject({ kid: z.string(), alg: z.string(), kty: z.string() })) }).meta({ id: 'Jwks' })
export { RoleSlug }
