import type { Tx } from '../../db/db.ts'
import type { AlertsDeps } from '../deps.ts'
import { FlushChannel } from '../jobs.ts'
import { BURST_MS, type Pending } from '../model.ts'
import { afterQuiet, isQuiet, type QuietHours } from '../quiet.ts'
import { type OpenedChannel, planMessages } from './plan-message.ts'
import { findLastPlanned, insertWaiting, listWaiting } from './store.ts'

const MINUTE_MS = 60_000

export const quietHoursOf = ({ settings, timeZone }: Pick<AlertsDeps, 'settings' | 'timeZone'>): QuietHours => {
  const { quiet_from: from, quiet_until: until } = settings()
  return { from, until, timeZone }
}

type Held = Pending & { mode: 'now' | 'digest' }

/** Loud goes out at once; now does so outside of quiet hours and bursts; what is left waits. */
export async function placePending(
  tx: Tx,
  deps: AlertsDeps,
  { opened, pending }: { opened: OpenedChannel; pending: readonly Pending[] },
): Promise<void> {
  const loud = pending.filter(({ mode }) => mode === 'loud')
  if (loud.length > 0) await planMessages(tx, deps, { opened, pending: loud, mode: 'loud', actor: 'system' })
  const kinds = [...new Set(pending.flatMap(({ mode, kind }) => (mode === 'now' ? kind : [])))]
  for (const kind of kinds) await placeNow(tx, deps, { opened, held: heldOf(pending, 'now', kind), kind })
  await placeDigest(tx, deps, { opened, held: heldOf(pending, 'digest') })
}

const heldOf = (pending: readonly Pending[], wanted: 'now' | 'digest', kind?: string): Held[] =>
  pending.flatMap((one) =>
    one.mode === wanted && (kind === undefined || one.kind === kind) ? [{ ...one, mode: wanted }] : [],
  )

async function placeNow(
  tx: Tx,
  deps: AlertsDeps,
  { opened, held, kind }: { opened: OpenedChannel; held: Held[]; kind: string },
): Promise<void> {
  const now = deps.clock.now()
  const quiet = quietHoursOf(deps)
  const { channelId } = opened.channel
  const last = await findLastPlanned(tx, { channelId, kind })
  const isBurst = last !== undefined && now - last < BURST_MS
  if (!isBurst && !isQuiet(now, quiet)) {
    await planMessages(tx, deps, { opened, pending: held, mode: 'now', actor: 'system' })
    return
  }
  await hold(tx, deps, { channelId, held, dueAt: afterQuiet(isBurst ? last + BURST_MS : now, quiet) })
}

async function placeDigest(
  tx: Tx,
  deps: AlertsDeps,
  { opened, held }: { opened: OpenedChannel; held: Held[] },
): Promise<void> {
  if (held.length === 0) return
  const now = deps.clock.now()
  const quiet = quietHoursOf(deps)
  const { digest_minutes: minutes, digest_count: most } = deps.settings()
  const { channelId } = opened.channel
  const waiting = (await listWaiting(tx, channelId, most + 1)).filter(({ mode }) => mode === 'digest')
  const dueAt = waiting[0]?.dueAt ?? afterQuiet(now + minutes * MINUTE_MS, quiet)
  await hold(tx, deps, { channelId, held, dueAt })
  if (waiting.length + held.length < most || isQuiet(now, quiet)) return
  const mark = -(held.at(-1)?.seq ?? 0)
  await deps.jobs.enqueue(tx, FlushChannel, { channelId, mark }, { actor: 'system' })
}

async function hold(
  tx: Tx,
  deps: AlertsDeps,
  { channelId, held, dueAt }: { channelId: number; held: Held[]; dueAt: number },
): Promise<void> {
  for (const one of held) await insertWaiting(tx, one, dueAt)
  await deps.jobs.enqueue(tx, FlushChannel, { channelId, mark: dueAt }, { actor: 'system', runAt: dueAt })
}
