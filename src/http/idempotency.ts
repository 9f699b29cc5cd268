import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, InvalidInputError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { isReceivedBody } from '../kernel/routes.ts'
import { beginReply, forgetReply, keepReply, type KeptReply, type ReplyKey } from './idempotency-store.ts'
import type { ServedRoute } from './served-route.ts'

const KEPT_FOR_MS = 86_400_000
/** After this the first request is taken for dead: the server may have stopped in the middle of it. */
const IN_FLIGHT_MS = 5 * 60_000
const SHAPE = /^[\x21-\x7e]{1,200}$/

/** What a handler gave, before it is sent. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: unknown
}

export type Once = (request: FastifyRequest, route: ServedRoute, work: () => Promise<Answer>) => Promise<Answer>

/**
 * Answers a POST that carries an `Idempotency-Key` a second time with what it was answered the first time, for 24 h.
 * What failed may be tried again with the same key.
 * @throws ConflictError while the first is being worked on, InvalidInputError (422) when the key came with another body
 */
export function createOnce({ db, clock, log }: { db: Db; clock: Clock; log: Log }): Once {
  return async (request, route, work) => {
    const key = keyOf(request)
    if (key === undefined || route.spec.method !== 'POST' || request.actor.id === 'anonymous') return work()
    const place = { actor: request.actor.id, key }
    const fingerprint = fingerprintOf(request)
    const at = clock.now()
    const kept = await db.tx((tx) => beginReply(tx, place, { fingerprint, at, keepSince: at - KEPT_FOR_MS }))
    if (kept !== undefined) return replay(kept, fingerprint, at)
    return workAndKeep({ db, log, route, place }, work)
  }
}

interface Keeping {
  db: Db
  log: Log
  route: ServedRoute
  place: ReplyKey
}

async function workAndKeep({ db, log, route, place }: Keeping, work: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    await db.tx((tx) => forgetReply(tx, place))
    throw error
  }
  const isKeepable = route.spec.secretReply !== true && route.spec.reply !== 'raw'
  const body = isKeepable ? JSON.stringify(answer.body) : null
  const reply = { status: answer.status, headers: JSON.stringify(isKeepable ? answer.headers : {}), body }
  try {
    await db.tx((tx) => keepReply(tx, place, reply))
  } catch (error) {
    log.error({ err: error, operationId: route.operationId }, 'A reply could not be kept for its Idempotency-Key')
  }
  return answer
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !SHAPE.test(key)) throw new InvalidInputError('request/bad-idempotency-key')
  return key
}

function fingerprintOf(request: FastifyRequest): string {
  const { method, url, body } = request
  const hash = createHash('sha256')
  // As JSON, bytes are four times as many.
  if (isReceivedBody(body))
    return hash
      .update(JSON.stringify([method, url]))
      .update(body.bytes)
      .digest('hex')
  return hash.update(JSON.stringify([method, url, body ?? null])).digest('hex')
}

function replay(kept: KeptReply, fingerprint: string, now: number): Answer {
  if (kept.fingerprint !== fingerprint) throw new InvalidInputError('request/other-body-for-key', { status: 422 })
  if (kept.status === null) {
    const isAlive = now - kept.begun_at < IN_FLIGHT_MS
    throw new ConflictError(isAlive ? 'request/still-working' : 'request/outcome-unknown')
  }
  if (kept.body === null) throw new ConflictError('request/done-already')
  const headers = JSON.parse(kept.headers ?? '{}') as Record<string, string>
  return { status: kept.status, headers: { ...headers, 'idempotency-replayed': 'true' }, body: JSON.parse(kept.body) }
}
