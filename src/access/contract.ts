import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, ScopeName } from '../kernel/contract.ts'
import { PersonId, rowId } from '../kernel/ids.ts'
import { PASSWORD_LONGEST, PASSWORD_SHORTEST, ROLES } from './model.ts'

/** Below `keys/` of the data folder. */
export const CLI_TOKEN_FILE = 'cli.token'
/** The CLI says with it which of the host's users calls; only that user's name, the token is what lets it in. */
export const CLI_USER_HEADER = 'x-patchbay-user'

export const SessionId = rowId('session')
export type SessionId = z.output<typeof SessionId>
export const KeyId = rowId('key')
export type KeyId = z.output<typeof KeyId>

export const RoleName = z.enum(ROLES)

export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case')
export const NewPassword = z.string().min(PASSWORD_SHORTEST).max(PASSWORD_LONGEST)
/** A password that is offered: any text, so that a wrong one says nothing about the rules. */
const OfferedPassword = z.string().min(1).max(1000)

export const PersonView = z.object({
  personId: z.number().int(),
  name: z.string(),
  role: RoleName,
  isDisabled: z.boolean(),
  createdAt: Instant,
  /** Null when the person never signed in. */
  lastSeenAt: Instant.nullable(),
})
export type PersonView = z.output<typeof PersonView>

/** Who the browser is: what to show first. `setup` while nobody has claimed this installation. */
export const SessionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('setup') }),
  z.object({ state: z.literal('signed-out') }),
  z.object({
    state: z.literal('signed-in'),
    actor: z.string().describe('`person:3`, `key:7`, `cli:ann`'),
    name: z.string(),
    /** Null when a key or the local command line asks. */
    person: PersonView.nullable(),
    scopes: z.array(ScopeName),
    /** False when this connection is not encrypted: the cookie can be read on the way. */
    isSecure: z.boolean(),
    isDemo: z.boolean().describe('All that it is connected with is a double, and it all goes at the end'),
  }),
])
export type SessionState = z.output<typeof SessionState>

export const SessionView = z.object({
  sessionId: z.number().int(),
  personId: z.number().int(),
  personName: z.string(),
  createdAt: Instant,
  lastSeenAt: Instant,
  /** When it ends if nobody uses it from now on. */
  endsAt: Instant,
  address: z.string(),
  /** What the browser said that it is; hostile text. */
  client: z.string(),
  isCurrent: z.boolean(),
})
export type SessionView = z.output<typeof SessionView>

export const KeyView = z.object({
  keyId: z.number().int(),
  /** The first part of the key, which is no secret: `patchbay_<publicId>_…`. */
  publicId: z.string(),
  name: z.string(),
  scopes: z.array(ScopeName),
  /** Null when it was made on the host's command line. */
  ownerId: z.number().int().nullable(),
  ownerName: z.string().nullable(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  lastUsedAddress: z.string().nullable(),
  revokedAt: Instant.nullable(),
})
export type KeyView = z.output<typeof KeyView>

export const AuditView = z.object({
  auditId: z.number().int(),
  at: Instant,
  actor: z.string(),
  /** `access.person.added`, … */
  action: z.string(),
  /** The action in words. */
  text: z.string(),
  subject: z.string(),
  address: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** SHA-256 over the entry and the hash before it. */
  hash: z.string(),
})
export type AuditView = z.output<typeof AuditView>

const personParams = z.object({ personId: PersonId })
const noBody = z.object({}).default({})

export const accessRoutes = defineRoutes('access', {
  getSession: {
    method: 'GET',
    path: '/api/v1/session',
    scope: 'anonymous',
    summary: 'Who is asking, and whether this installation still waits for its setup code',
    reply: SessionState,
  },
  signIn: {
    method: 'POST',
    path: '/api/v1/session',
    scope: 'anonymous',
    summary: 'Sign in by name and password; the answer sets the session cookie',
    body: z.object({ name: z.string().min(1).max(200), password: OfferedPassword }),
    reply: SessionState,
    secretReply: true,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/v1/session',
    scope: 'signed-in',
    summary: 'End this session',
    reply: z.object({ state: z.literal('signed-out') }),
  },
  changePassword: {
    method: 'PUT',
    path: '/api/v1/session/password',
    scope: 'signed-in',
    summary: 'Change your own password; every other session of yours ends',
    body: z.object({ current: OfferedPassword, next: NewPassword }),
    reply: SessionState,
    secretReply: true,
  },
  checkSetupCode: {
    method: 'POST',
    path: '/api/v1/setup/check',
    scope: 'anonymous',
    summary: 'Whether a setup code is right; 404 once somebody has claimed this installation',
    body: z.object({ code: z.string().min(1).max(200) }),
    reply: z.object({ expiresAt: Instant }),
  },
  claim: {
    method: 'POST',
    path: '/api/v1/setup/claim',
    scope: 'anonymous',
    summary: 'Become the first admin by the setup code; 404 once somebody has',
    body: z.object({ code: z.string().min(1).max(200), name: PersonName, password: NewPassword }),
    reply: SessionState,
    status: 201,
    secretReply: true,
  },
  listSessions: {
    method: 'GET',
    path: '/api/v1/access/sessions',
    scope: 'signed-in',
    summary: 'Your sessions; those of everybody for an admin who asks for all',
    query: z.object({ all: z.stringbool().default(false) }),
    reply: z.object({ items: z.array(SessionView) }),
  },
  endSession: {
    method: 'DELETE',
    path: '/api/v1/access/sessions/:sessionId',
    scope: 'signed-in',
    summary: 'End a session of yours; any session for an admin',
    params: z.object({ sessionId: SessionId }),
    reply: z.object({ ended: z.number().int() }),
  },
  endOtherSessions: {
    method: 'POST',
    path: '/api/v1/access/sessions/end-others',
    scope: 'signed-in',
    summary: 'End all your sessions but this one',
    body: noBody,
    reply: z.object({ ended: z.number().int() }),
  },
  listPeople: {
    method: 'GET',
    path: '/api/v1/access/people',
    scope: 'access:write',
    summary: 'Everybody who can sign in',
    reply: z.object({ items: z.array(PersonView) }),
  },
  addPerson: {
    method: 'POST',
    path: '/api/v1/access/people',
    scope: 'access:write',
    summary: 'Let somebody in',
    body: z.object({ name: PersonName, role: RoleName, password: NewPassword }),
    reply: PersonView,
    status: 201,
  },
  changePerson: {
    method: 'PATCH',
    path: '/api/v1/access/people/:personId',
    scope: 'access:write',
    summary: 'Change a name or a role, or shut somebody out; their sessions end when the role changes',
    params: personParams,
    body: z.object({ name: PersonName.optional(), role: RoleName.optional(), isDisabled: z.boolean().optional() }),
    reply: PersonView,
  },
  setPassword: {
    method: 'PUT',
    path: '/api/v1/access/people/:personId/password',
    scope: 'access:write',
    summary: 'Give somebody a new password; all their sessions end',
    params: personParams,
    body: z.object({ password: NewPassword }),
    reply: PersonView,
  },
  removePerson: {
    method: 'DELETE',
    path: '/api/v1/access/people/:personId',
    scope: 'access:write',
    summary: 'Remove somebody with their sessions and keys; the audit log keeps what they did',
    params: personParams,
    reply: z.object({ removed: z.number().int() }),
  },
  listKeys: {
    method: 'GET',
    path: '/api/v1/access/keys',
    scope: 'signed-in',
    summary: 'Your API keys; those of everybody for an admin who asks for all',
    query: z.object({ all: z.stringbool().default(false) }),
    reply: z.object({ items: z.array(KeyView) }),
  },
  makeKey: {
    method: 'POST',
    path: '/api/v1/access/keys',
    scope: 'signed-in',
    summary: 'Make an API key with some of your own scopes; it is shown this once',
    body: z.object({
      name: z.string().trim().min(1).max(60),
      scopes: z.array(ScopeName).min(1).max(20),
      expiresInDays: z.number().int().min(1).max(3650).nullable().default(null),
    }),
    reply: KeyView.extend({ key: z.string().describe('The whole key; only its hash is kept') }),
    status: 201,
    secretReply: true,
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/v1/access/keys/:keyId',
    scope: 'signed-in',
    summary: 'Revoke a key of yours; any key for an admin',
    params: z.object({ keyId: KeyId }),
    reply: KeyView,
  },
  listAudit: {
    method: 'GET',
    path: '/api/v1/access/audit',
    scope: 'access:write',
    summary: 'Who did what, newest first',
    query: PageQuery.extend({
      actor: z.string().max(100).optional(),
      action: z.string().max(100).optional().describe('The action or how it starts'),
      subject: z.string().max(200).optional(),
    }),
    reply: pageOf(AuditView),
  },
  exportAudit: {
    method: 'GET',
    path: '/api/v1/access/audit/export',
    scope: 'access:write',
    summary: 'The whole audit log, oldest first, one JSON object a line',
    reply: 'raw',
  },
  checkAudit: {
    method: 'GET',
    path: '/api/v1/access/audit/check',
    scope: 'access:write',
    summary: 'Whether the chain of hashes holds: no entry was changed or taken out',
    reply: z.object({ isIntact: z.boolean(), entries: z.number().int(), brokenAt: z.number().int().nullable() }),
  },
})
