import { openTempSqlite } from '../../test/databases.ts'
import { openPublishWorld, type PublishWorld } from '../../test/publish-world.ts'
import type { BenchContext } from '../bench.ts'

const ENTRIES = 480
const SECONDS = 180
const SPARE_REQUESTS = 10

/** `ask-for-each`: every row is read back by itself. */
export const publishSabotages = ['ask-for-each'] as const

/** A day of 480 rows at a double of LibreTime: first whole, then another one in its place. */
export async function measurePublish(ctx: BenchContext): Promise<void> {
  await using db = await openTempSqlite()
  await using world = await openPublishWorld(db)
  const { libretime } = world.planner
  const tracks = libretime.seed.files(ENTRIES * 2, () => ({ lengthMs: SECONDS * 1000 }))
  const dayOf = (first: number) =>
    Array.from({ length: ENTRIES }, (_, n) => ({
      track: tracks[first + n] ?? 0,
      at: world.log.startsAt + n * SECONDS * 1000,
      seconds: SECONDS,
    }))
  // The station's own show is made with its first log ever.
  await world.write(dayOf(0).slice(0, 1))
  await publish(world)
  for (const [part, first] of [
    ['fill', 0],
    ['replace', ENTRIES],
  ] as const) {
    await world.write(dayOf(first))
    libretime.requests.clear()
    const began = performance.now()
    const state = await publish(world)
    if (ctx.sabotage === 'ask-for-each') await askForEach(world)
    const oursMs = performance.now() - began
    const writes = libretime.requests.count({ writes: true })
    ctx.report({
      bench: `log.publish-${part}`,
      oursMs: Math.round(oursMs),
      rows: ENTRIES,
      writes,
      requestsBeyondWrites: libretime.requests.count() - writes,
      state: state === 'applied' ? 1 : 0,
      bounds: [
        { figure: 'writes', is: part === 'fill' ? ENTRIES - 1 : 2 * ENTRIES },
        { figure: 'requestsBeyondWrites', atMost: SPARE_REQUESTS },
        { figure: 'state', is: 1 },
      ],
    })
  }
}

async function publish(world: PublishWorld): Promise<string> {
  const { planId } = await world.preview()
  return planId === null ? 'nothing to do' : world.carryOut(planId)
}

async function askForEach({ planner }: PublishWorld): Promise<void> {
  const schedule = await planner.open().outside.schedule(1)
  const { signal } = new AbortController()
  for (const { id } of planner.libretime.rows.schedule.all()) await schedule.findRow(id, signal)
}
