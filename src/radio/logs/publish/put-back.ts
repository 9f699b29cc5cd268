/**
 * A row that was removed and brought back has another delivery, and may be removed and brought back again.
 * @param putBack by deliveries of removed rows: those with which they came back
 * @returns the delivery of what stands now for the row that the given one made
 */
export function standingOf(putBack: ReadonlyMap<number, number>, deliveryId: number): number {
  let standing = deliveryId
  for (let next = putBack.get(standing); next !== undefined; next = putBack.get(standing)) standing = next
  return standing
}
