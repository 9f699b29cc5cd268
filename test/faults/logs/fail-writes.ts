import type { Fault } from '../../../src/connectors/libretime/fake-server.ts'
import { comesTo } from '../serving.ts'
import { interruptAll, type Interruption, type Round } from './interrupt.ts'
import type { Stands } from './judge.ts'
import type { LogBook, LogsMission } from './mission.ts'
import { WORK_NAMES, type WorkName, WORKS } from './works.ts'

/** What the double does with a request that writes, and what stands then. */
const FAILURES: Record<string, { fault: Fault; ends: readonly Stands[] }> = {
  '500': { fault: { kind: 'status', status: 500 }, ends: ['old'] },
  'late-500': { fault: { kind: 'late-500' }, ends: ['old', 'new'] },
  '503': { fault: { kind: 'status', status: 503 }, ends: ['new'] },
  reset: { fault: { kind: 'reset' }, ends: ['new'] },
  lost: { fault: { kind: 'lost-answer' }, ends: ['new'] },
  cut: { fault: { kind: 'cut' }, ends: ['new'] },
  truncated: { fault: { kind: 'truncated' }, ends: ['new'] },
  'wrong-types': { fault: { kind: 'wrong-types' }, ends: ['new'] },
  refused: { fault: { kind: 'status', status: 400 }, ends: ['old'] },
}
export const FAILURE_NAMES = Object.keys(FAILURES)
const WAYS = FAILURE_NAMES.flatMap((name) =>
  WORK_NAMES.filter((work) => work !== 'refused').map((work) => ({ name, work })),
)
const PATIENCE_MS = 180_000
/** What does not go on by itself within this waits for a time, which is let pass while the server is stopped. */
const SOON_MS = 3000

interface Way {
  name: string
  work: WorkName
}

/** Meets every write of publications with every failure, one after the other, in a server that goes on. */
export function failWrites(mission: LogsMission): Promise<LogBook> {
  const writes = new Map(WAYS.map((way) => [keyOf(way), 0]))
  const swept = new Map(WAYS.map((way) => [keyOf(way), 0]))
  const alone = WAYS.filter(({ work }) => work === mission.only)
  const ways = alone.length > 0 ? alone : WAYS
  let turn = 0
  return interruptAll(mission, 'failures', (round) => {
    if (mission.only !== undefined && ways !== alone) return turn++ === 0 ? onlyOne(round, mission.only) : undefined
    if (mission.only !== undefined && round.book.tally.sweeps > 0) return undefined
    const way = ways[turn++ % ways.length] as Way
    const at = writes.get(keyOf(way)) ?? 0
    mission.note(`logs, failures: ${round.book.tally.cycles} of ${mission.cycles}; ${keyOf(way)}:${at}`)
    return failAt(round, { ...way, skip: at }, (isMet) => {
      writes.set(keyOf(way), isMet ? at + 1 : 0)
      if (!isMet) swept.set(keyOf(way), (swept.get(keyOf(way)) ?? 0) + 1)
      round.book.tally.sweeps = Math.min(...ways.map((each) => swept.get(keyOf(each)) ?? 0))
    })
  })
}

const keyOf = ({ name, work }: Way): string => `${work}:${name}`

function onlyOne(round: Round, only: string): Interruption {
  const [work, name, at] = only.split(':')
  const way = WAYS.find((known) => known.work === work && known.name === name)
  if (way === undefined || !Number.isInteger(Number(at)))
    throw new Error(`--only is WORK or WORK:FAILURE:N; FAILURE is one of ${FAILURE_NAMES.join(', ')}`)
  return failAt(round, { ...way, skip: Number(at) }, () => {})
}

function failAt(
  { station, book }: Round,
  { skip, ...way }: Way & { skip: number },
  onEnd: (isMet: boolean) => void,
): Interruption {
  const { fault, ends } = FAILURES[way.name] ?? {}
  return {
    only: `${keyOf(way)}:${skip}`,
    work: WORKS[way.work],
    async run(app, begin) {
      const { faults, requests } = station.library
      const begun = await begin()
      if (fault !== undefined) faults.add({ ...fault, on: 'v2', writes: true, skip, times: 1 })
      const isMet = (): boolean => requests.matching({ writes: true, path: '/api/v2/' }).length > skip
      if (!(await comesTo(async () => isMet() || (await begun.isOver()), PATIENCE_MS)))
        throw new Error(`neither a write ${skip} nor over`)
      const isServing = await comesTo(begun.isOver, SOON_MS)
      onEnd(isMet())
      if (isMet()) book.tally.failures++
      if (!isServing) {
        await app.end('SIGTERM')
        station.letTimePass()
      }
      return { may: isMet() ? ends : undefined, isServing }
    },
  }
}
