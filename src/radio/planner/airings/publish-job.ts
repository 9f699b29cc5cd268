import type { Attention } from '../../../attention/index.ts'
import type { Tx } from '../../../db/db.ts'
import type { JobContext, PayloadOf, SettledJob } from '../../../jobs/index.ts'
import { waitWhileUnavailable } from '../../../jobs/index.ts'
import { dayAt } from '../../../kernel/time.ts'
import { getStation } from '../../stations/index.ts'
import type { Attempts } from './attempts.ts'
import { bringInLine } from './bring-in-line.ts'
import type { Doer, PlannerDeps, Step } from '../deps.ts'
import type { PublishAiring } from '../jobs.ts'
import type { Airing } from '../model.ts'
import { findAiring } from '../store.ts'

export interface PublishDeps extends PlannerDeps {
  attempts: Attempts
  /** One writer at a playout at a time. */
  inTurn<Result>(connectionId: number, work: () => Promise<Result>): Promise<Result>
  /** @param outcome `ok`, or the code of what stood in the way */
  count(outcome: string, ms: number): void
}

export const doerOf = ({ actor, signal, runId, jobId }: JobContext): Doer => ({ actor, signal, runId, jobId })

export const publishAiring =
  (deps: PublishDeps) =>
  async ({ airingId, connectionId }: PayloadOf<typeof PublishAiring>, job: JobContext) => {
    const began = deps.clock.monotonicMs()
    const took = (): number => deps.clock.monotonicMs() - began
    let step: Step | undefined
    const by: Doer = { ...doerOf(job), onStep: (next) => void (step = next) }
    return waitWhileUnavailable(job, async () => {
      try {
        const airing = await deps.inTurn(connectionId, () => bringInLine(deps, airingId, by))
        deps.count('ok', took())
        deps.attempts.ended(airingId)
        return { state: airing.state, rowId: airing.rowId }
      } catch (error) {
        deps.count('failed', took())
        deps.attempts.ended(airingId, { error, step })
        throw error
      }
    })
  }

const causeOf = (airingId: number): string => `radio.airing-not-in-line:${airingId}`

/** Where the control center shows an airing with what can be done about it. */
async function planAt(tx: Tx, { airingId, stationId, startsAt }: Airing): Promise<string> {
  const { timeZone } = await getStation(tx, stationId)
  return `/radio/planner?station=${stationId}&day=${dayAt(startsAt, timeZone)}&airing=${airingId}`
}

/** A card for an airing that is not as it shall be and that no job works on any more. */
export const tellTrouble =
  (attention: Attention) =>
  (tx: Tx, { payload, state, reason, runId }: SettledJob<typeof PublishAiring>): Promise<void> =>
    tellOfAiring(attention, tx, { ...payload, isDone: state === 'completed', reason, runId })

interface Settled {
  airingId: number
  isDone: boolean
  reason: SettledJob<typeof PublishAiring>['reason']
  runId: number | null
}

export async function tellOfAiring(
  attention: Attention,
  tx: Tx,
  { airingId, isDone, reason, runId }: Settled,
): Promise<void> {
  const cause = causeOf(airingId)
  const airing = await findAiring(tx, airingId)
  if (isDone || airing === undefined || !airing.needsRepair) return attention.resolve(tx, cause)
  await attention.raise(tx, {
    cause,
    code: 'radio.airing-not-in-line',
    params: { title: airing.title, ...reason?.params, ...(reason === null ? {} : { errorCode: reason.code }) },
    severity: 'warn',
    subject: `airing:${airingId}`,
    actions: [
      { code: 'open-airing', open: await planAt(tx, airing) },
      { code: 'open-run', open: `/activity?job=${runId}` },
    ],
  })
}
