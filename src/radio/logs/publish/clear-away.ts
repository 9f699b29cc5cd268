import type { PublishDeps } from './publish-deps.ts'

/** One that the playout took and shows otherwise is not left there: no operation that is undone knows of it. */
export async function clearAway(
  { deliveries }: PublishDeps,
  deliveryId: number,
  call: { actor: string; signal: AbortSignal },
): Promise<void> {
  const [failed] = await deliveries.list([deliveryId])
  if (failed?.state !== 'sent' || failed.remoteRef === null) return
  const { failure } = await deliveries.carryOutTogether([{ deliveryId, act: 'take-back' }], call)
  if (failure !== null) throw failure.error
}
