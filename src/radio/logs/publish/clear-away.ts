import type { PublishDeps } from './publish-deps.ts'

/** One that the playout took and shows otherwise, or not at all, is not left there: no operation that is undone knows of it. */
export async function clearAway(
  { deliveries }: PublishDeps,
  deliveryId: number,
  call: { actor: string; signal: AbortSignal },
): Promise<void> {
  const [failed] = await deliveries.list([deliveryId])
  if (failed === undefined || failed.remoteRef === null) return
  if (failed.state !== 'sent' && failed.state !== 'uncertain') return
  const { failure } = await deliveries.carryOutTogether([{ deliveryId, act: 'take-back' }], call)
  if (failure !== null) throw failure.error
}
