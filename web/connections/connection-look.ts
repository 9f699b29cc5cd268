import type { ConnectionView } from '../../src/connections/contract.ts'
import { formatTimeLeft } from '../format.ts'
import type { State } from '../parts/states.ts'
import type { Say } from '../words.ts'

interface Look {
  state: State
  word: string
}

/** How a connection is, or how long jobs that talk to it rest. */
export function lookNow(say: Say, view: ConnectionView, nowMs: number): Look {
  const leftMs = view.pausedUntil === null ? 0 : Date.parse(view.pausedUntil) - nowMs
  if (view.state === 'off' || leftMs <= 0) return lookOf(say, view)
  return { state: 'waiting', word: say('web.connections.state.paused', { time: formatTimeLeft(leftMs) }) }
}

/** How a connection is, as icon and word. */
export function lookOf(say: Say, view: ConnectionView): Look {
  if (view.state === 'off') return { state: 'off', word: say('web.connections.state.off') }
  if (view.state === 'failing') return { state: 'failed', word: say('web.connections.state.failing') }
  if (hasFailedOnce(view)) return { state: 'needsYou', word: say('web.connections.state.once') }
  if (view.state === 'well') return { state: 'done', word: say('web.connections.state.well') }
  return { state: 'ready', word: say('web.connections.state.untested') }
}

/** A service that restarts fails once: only the second time in a row it counts as failing. */
const hasFailedOnce = ({ state, lastTest }: ConnectionView): boolean =>
  state !== 'failing' && lastTest !== null && !lastTest.isWell

/** Its problem, else what it is and where. */
export function lineOf(say: Say, view: ConnectionView): string {
  if (view.state === 'failing' && view.problem !== null) return view.problem.text
  if (view.state === 'untested' && view.lastTest === null)
    return say(view.changedAt === view.createdAt ? 'web.connections.neverTested' : 'web.connections.untested')
  const host = hostIn(view.settings)
  const kind = view.title === view.name ? [] : [view.title]
  return [...kind, ...(host === undefined ? [] : [host])].join(', ')
}

const hostIn = (settings: ConnectionView['settings']): string | undefined =>
  Object.values(settings)
    .filter((value) => typeof value === 'string')
    .filter((value) => URL.canParse(value))
    .map((value) => new URL(value).host)[0]

/** What the whole of the last test took, when all of it held. */
export const tookOf = ({ lastTest, isEnabled }: ConnectionView): number | undefined =>
  lastTest?.isWell === true && isEnabled ? lastTest.rungs.reduce((sum, rung) => sum + (rung.tookMs ?? 0), 0) : undefined
