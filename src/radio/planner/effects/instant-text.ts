/** As it stands in proofs: whole seconds, so that a spelling never makes a difference. */
export const instantText = (epochMs: number | null): string =>
  epochMs === null ? '' : `${new Date(epochMs).toISOString().slice(0, 19)}Z`
