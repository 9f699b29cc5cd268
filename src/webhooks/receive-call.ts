import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { InvalidInputError, LimitedError, NotAllowedError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { type LiveSecrets, redactKeys } from '../kernel/redact.ts'
import type { ReceivedBody } from '../kernel/routes.ts'
import type { TokenBuckets } from '../kernel/token-bucket.ts'
import type { EventLog } from '../live/event-log.ts'
import { judge, mayBeOurs, presentedIn } from './credentials.ts'
import type { Keyring } from './keyring.ts'
import { DUPLICATE_MS, type HookCall, KEY_FORM, type Refusal, type Source } from './model.ts'
import { findSameEvent, findSource, findSourceBy, insertCall, markUsed, type NewCall } from './store.ts'
import { tellFailures } from './tell-failures.ts'
import { failedResult, startRun, understand, type Understood } from './translate-call.ts'
import type { TranslatorRegistry } from './translator.ts'
import { writeTogether } from './write-together.ts'

export interface ReceiveDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  attention: Attention
  translators: TranslatorRegistry
  keyring: Keyring
  buckets: TokenBuckets
  live: LiveSecrets
  log: Log
  /** What became of a call, for the figures; `source` is null for one that is not known. */
  count(source: Source | null, result: HookCall['outcome'] | Refusal): void
  /** For the person who set it up: the caller is not told why. */
  noteRefusal(source: Source, refusal: Refusal): void
}

export interface Received {
  /** Of its address. */
  key: string
  method: string
  header: (name: string) => string | undefined
  address: string
  /** Undefined when there was none. */
  body: ReceivedBody | undefined
}

const stranger = (): NotAllowedError => new NotAllowedError('webhooks/not-known', { status: 401 })

/** What can't be an address is not asked for: a database may not even take it. */
const findByAddress = async ({ db }: ReceiveDeps, key: string): Promise<Source | undefined> =>
  KEY_FORM.test(key) ? findSourceBy(db.read, 'key', key) : undefined

/** Turns away who can't be a sender, before the body is read. @throws NotAllowedError 401, the same for every reason */
export function admitCaller(deps: ReceiveDeps) {
  return async ({ key, header }: Pick<Received, 'key' | 'header'>): Promise<void> => {
    const source = await findByAddress(deps, key)
    const presented = presentedIn(header)
    if (source !== undefined && mayBeOurs(presented, await deps.keyring.of(source), deps.clock.now())) return
    if (source !== undefined) refuse(deps, source, presented.tokens.length === 0 ? 'no-credentials' : 'wrong-token')
    deps.count(null, 'no-credentials')
    throw stranger()
  }
}

/**
 * Stores a call and submits what it leads to, in one transaction; only then the sender is answered.
 * @throws NotAllowedError, LimitedError, InvalidInputError; never for a fault in what follows the call
 */
export function receiveCall(deps: ReceiveDeps) {
  const store = storeWith(deps)
  return async (received: Received): Promise<HookCall> => {
    const { source, secretNumber } = await authenticate(deps, received)
    const { isAllowed, limit, retryAfterMs } = deps.buckets.take(String(source.sourceId))
    if (!isAllowed) {
      deps.noteRefusal(source, 'too-many')
      deps.count(source, 'too-many')
      throw new LimitedError('webhooks/too-many-calls', { retryAfterMs, params: { limit } })
    }
    const body = parse(deps, source, received.body)
    const understood = await understand(deps, deps.db.read, { source, body })
    if (understood.isNoCall === true) {
      deps.noteRefusal(source, 'no-event')
      deps.count(source, 'no-event')
      throw new InvalidInputError('webhooks/no-event')
    }
    const facts = { ...received, secretNumber, text: storedText(deps, body), bytes: received.body?.bytes.length ?? 0 }
    const call = await store({ source, facts, understood })
    deps.count(source, call.outcome)
    return call
  }
}

async function authenticate(
  deps: ReceiveDeps,
  { key, header, body }: Received,
): Promise<{ source: Source; secretNumber: number }> {
  const source = await findByAddress(deps, key)
  if (source === undefined) throw stranger()
  const secrets = await deps.keyring.of(source)
  const now = deps.clock.now()
  const judged = judge(presentedIn(header), { secrets, body: body?.bytes ?? new Uint8Array(), now })
  if ('refusal' in judged) return refuse(deps, source, judged.refusal)
  if (source.isEnabled) return { source, secretNumber: judged.secretNumber }
  deps.noteRefusal(source, 'switched-off')
  deps.count(source, 'switched-off')
  throw new NotAllowedError('webhooks/switched-off')
}

function refuse(deps: ReceiveDeps, source: Source, refusal: Refusal): never {
  deps.noteRefusal(source, refusal)
  deps.count(source, refusal)
  throw stranger()
}

function parse(deps: ReceiveDeps, source: Source, body: ReceivedBody | undefined): unknown {
  try {
    if (body === undefined || body.bytes.length === 0) throw new InvalidInputError('request/bad-json')
    return body.json()
  } catch (error) {
    deps.noteRefusal(source, 'unreadable')
    deps.count(source, 'unreadable')
    throw error
  }
}

/** No body is nested deeper: it would not have been parsed. */
const DEEPEST = 65

const storedText = ({ live }: ReceiveDeps, body: unknown): string =>
  live.redact(JSON.stringify(redactKeys(body, DEEPEST)))

interface Facts extends Received {
  secretNumber: number
  text: string
  bytes: number
}

interface Storing {
  source: Source
  facts: Facts
  understood: Understood
}

type Store = (storing: Storing) => Promise<HookCall>

function storeWith(deps: ReceiveDeps): Store {
  const write = writeTogether(deps.db, (tx: Tx, storing: Storing) => storeIn(deps, tx, storing))
  return async (storing) => {
    try {
      return await write(storing)
    } catch (error) {
      if (storing.understood.jobs.length === 0) throw error
      // Its jobs were not taken: the call itself must not be lost for that.
      deps.log.error({ err: error, sourceId: storing.source.sourceId }, 'What a call leads to could not be submitted')
      return write({ ...storing, understood: { ...storing.understood, result: failedResult(error), jobs: [] } })
    }
  }
}

async function storeIn(deps: ReceiveDeps, tx: Tx, { source, facts, understood }: Storing): Promise<HookCall> {
  const now = deps.clock.now()
  const { result, jobs, tells } = understood
  const first = await findFirst(tx, { source, eventKey: result.eventKey, now })
  if ((await findSource(tx, source.sourceId)) === undefined) throw stranger()
  const row: NewCall = {
    ...result,
    ...(first === undefined ? {} : { outcome: 'duplicate' as const, duplicateOf: first.callId, reason: null }),
    runId: first?.runId ?? null,
    sourceId: source.sourceId,
    receivedAt: now,
    method: facts.method,
    address: facts.address,
    userAgent: userAgentOf(deps, facts),
    secretNumber: facts.secretNumber,
    body: facts.text,
    bodyBytes: facts.bytes,
  }
  const call = await insertCall(tx, row)
  const actor = `webhook:${source.sourceId}`
  const runId =
    call.outcome === 'accepted'
      ? await startRun(deps, tx, { callId: call.callId, source, label: call.label, jobs, actor })
      : call.runId
  const secret = { sourceId: source.sourceId, number: facts.secretNumber }
  const isFirstUse = await markUsed(tx, secret, now)
  if (call.outcome === 'failed') await tellFailures({ tx, attention: deps.attention }, source)
  const subject = `webhook-source:${source.sourceId}`
  const { name } = source
  if (isFirstUse) await deps.events.append(tx, { kind: 'webhooks.source.verified', actor, subject, data: { name } })
  if (call.outcome !== 'duplicate') {
    const data = { name, event: call.event ?? '', outcome: call.outcome }
    const told = tells.map((event) => ({ ...event, actor }))
    await deps.events.appendAll(tx, [{ kind: 'webhooks.call.received', actor, subject, data }, ...told])
  }
  return { ...call, runId }
}

function userAgentOf({ live }: ReceiveDeps, { header }: Facts): string | null {
  const text = header('user-agent')
  return text === undefined ? null : live.redact(text).slice(0, 200)
}

/** The lock lets the second of two that come at once see the first. */
async function findFirst(
  tx: Tx,
  { source, eventKey, now }: { source: Source; eventKey: string | null; now: number },
): Promise<HookCall | undefined> {
  if (eventKey === null) return undefined
  await lockInTx(tx, `webhooks:${source.sourceId}:${eventKey}`)
  return findSameEvent(tx, { sourceId: source.sourceId, eventKey, since: now - DUPLICATE_MS })
}
