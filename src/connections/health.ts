import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventLog } from '../live/event-log.ts'
import { failureIn } from './ladder.ts'
import type { Connection, Health, TestResult } from './model.ts'
import { saveHealth } from './store.ts'

export const failingCause = (connectionId: number): string => `connection.failing:${connectionId}`

/** Same state for the same reason: nothing to tell, and nothing to write. */
const isSame = (health: Health, result: TestResult): boolean =>
  health.last !== null &&
  health.last.isWell === result.isWell &&
  failureIn(health.last)?.code === failureIn(result)?.code &&
  JSON.stringify(factsOf(health.last)) === JSON.stringify(factsOf(result))

const factsOf = ({ rungs }: TestResult): unknown =>
  rungs.map(({ id, state, code, params }) => [id, state, code, params])

/**
 * Keeps what a test said, tells of a change, and raises or resolves the card. What was said of an older version of the
 * connection counts for nothing.
 */
export async function noteTest(
  { db, clock, events, attention }: { db: Db; clock: Clock; events: EventLog; attention: Attention },
  connection: Connection,
  result: TestResult,
): Promise<void> {
  if (isSame(connection.health, result)) return
  const state = result.isWell ? 'well' : 'failing'
  const isTurn = connection.health.state !== state
  const since = isTurn ? clock.now() : connection.health.since
  const { connectionId, name } = connection
  await db.tx(async (tx) => {
    if (!(await saveHealth(tx, connection, { state, since, last: result }))) return
    if (isTurn)
      await events.append(tx, {
        kind: `connections.health.${state}`,
        actor: 'system',
        subject: `connection:${connectionId}`,
        data: { name, code: failureIn(result)?.code ?? null, former: connection.health.state },
      })
    if (result.isWell) return attention.resolve(tx, failingCause(connectionId))
    const failure = failureIn(result)
    await attention.raise(tx, {
      cause: failingCause(connectionId),
      code: 'connection.failing',
      params: { ...failure?.params, name, errorCode: failure?.code ?? 'internal/unexpected' },
      severity: 'bad',
      subject: `connection:${connectionId}`,
      actions: [
        { code: 'open-connection', open: `/connections/${connectionId}` },
        { code: 'test-connection', call: { operationId: 'connections.test', params: { connectionId } } },
      ],
    })
  })
}
