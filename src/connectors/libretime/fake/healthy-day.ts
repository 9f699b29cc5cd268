import { createSeed } from './seed.ts'
import type { World } from './world.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

/** A programme in which nothing is wrong. */
export interface Day {
  files: readonly number[]
  /** One airing of an hour, some hours ahead, to be spoiled. */
  later: { show: number; window: number; row: number; startsAt: number }
}

const HOURS_BEFORE = 2
const HOURS_AHEAD = 27
/** Which of the airings is to be spoiled. */
const LATER = 5
const FILES = 6

export const nowMs = ({ clock }: World): number => clock.now()

/** Show after show, an hour each, from before now until after the next day, each with a file of its length. */
export function healthyDay(world: World): Day {
  const seed = createSeed(world)
  const first = Math.floor(nowMs(world) / HOUR_MS) * HOUR_MS - HOURS_BEFORE * HOUR_MS
  const files = seed.files(FILES, (index) => ({ title: `Hour ${index + 1}`, lengthMs: HOUR_MS }))
  let later: Day['later'] | undefined
  for (let index = 0; index < HOURS_BEFORE + HOURS_AHEAD; index += 1) {
    const startsAt = first + index * HOUR_MS
    const show = seed.show(`Show ${index + 1}`)
    const window = seed.instance({ show, startsAt, endsAt: startsAt + HOUR_MS })
    // What is to be spoiled has a file for itself.
    const file =
      index === HOURS_BEFORE + LATER ? seed.file({ title: 'Its own', lengthMs: HOUR_MS }) : files[index % FILES]
    const row = seed.row({ instance: window, file: file ?? 0, startsAt, lengthMs: HOUR_MS })
    if (index === HOURS_BEFORE + LATER) later = { show, window, row, startsAt }
  }
  if (later === undefined) throw new Error('the day has no later hour')
  return { files, later }
}
