import { z } from 'zod'
import type { EffectExecutor, Look } from '../../../deliveries/index.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { ShowWindow } from '../../programme/index.ts'
import type { Outside } from '../outside.ts'
import { instantText } from './instant-text.ts'
import { APPEARS_WITHIN_MS, SURE_AFTER_MS } from './make-show.ts'

/** Stands in rows. */
export const MAKE_WINDOW = 'radio.make-window'

const Params = z.object({
  connectionId: z.number().int(),
  playoutShowId: z.number().int(),
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  filledMs: z.number().int(),
  /** Stands in its description: the playout keeps no id of ours. */
  mark: z.string(),
})

export const windowFields = ({
  playoutShowId,
  startsAt,
  endsAt,
}: Pick<ShowWindow, 'playoutShowId' | 'startsAt' | 'endsAt'>) => ({
  show: String(playoutShowId),
  starts: instantText(startsAt),
  ends: instantText(endsAt),
})

export interface Clocked {
  now(): number
}

/** A window is taken back only when the whole schedule was read and nothing of it lies in the window. */
export function makeWindow(outside: Outside, clock: Clocked): EffectExecutor<typeof Params> {
  return {
    kind: MAKE_WINDOW,
    params: Params,
    remoteKind: 'show-instance',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    appearsWithinMs: APPEARS_WITHIN_MS,
    async look({ connectionId, mark }, { remoteRef, signal }) {
      const programme = await outside.programme(connectionId)
      const windows =
        remoteRef === null
          ? (await programme.listWindows(signal)).filter(({ description }) => description === mark)
          : [await programme.findWindow(Number(remoteRef), signal)].filter((one) => one !== undefined)
      return lookOf(windows)
    },
    async lookAtAll(asked, signal) {
      const connectionId = asked[0]?.params.connectionId ?? 0
      const windows = await (await outside.programme(connectionId)).listWindows(signal)
      return asked.map(({ params, remoteRef }) =>
        lookOf(
          windows.filter(({ windowId, description }) =>
            remoteRef === null ? description === params.mark : String(windowId) === remoteRef,
          ),
        ),
      )
    },
    async send({ connectionId, mark, ...window }, { signal }) {
      const programme = await outside.programme(connectionId)
      const { windowId } = await programme.addWindow({ ...window, description: mark, now: clock.now() }, signal)
      return { ref: String(windowId) }
    },
    async undo({ connectionId }, ref, { signal }) {
      const windowId = Number(ref)
      const rows = await (await outside.schedule(connectionId)).listRows('all', signal)
      const count = rows.filter((row) => row.windowId === windowId).length
      if (count > 0) throw new ConflictError('radio/window-not-empty', { params: { windowId, count } })
      await (await outside.programme(connectionId)).removeWindow(windowId, signal)
    },
  }
}

function lookOf(windows: readonly ShowWindow[]): Look {
  const standing = windows.filter(({ isRemoved }) => !isRemoved)
  const [window] = standing
  if (window === undefined) return { is: 'absent' }
  if (standing.length > 1) return { is: 'several', refs: standing.map(({ windowId }) => String(windowId)) }
  return { is: 'there', ref: String(window.windowId), found: windowFields(window) }
}
