/** A group of files that travels together. */
export interface Candidate {
  groupKey: string
  fileCount: number
  bytes: number
}

export interface BatchBudget {
  mode: 'size' | 'files'
  maxBytes: number
  maxFiles: number
}

export const GIB = 1024 ** 3

const costOf = (candidate: Candidate, budget: BatchBudget): number =>
  budget.mode === 'size' ? candidate.bytes : candidate.fileCount

/**
 * The groups of the next batch, in the order given: whatever still fits is taken. A group that is larger than the whole
 * budget gets a batch of its own, so that nothing waits for ever.
 */
export function selectBatch(candidates: readonly Candidate[], budget: BatchBudget): Candidate[] {
  const limit = budget.mode === 'size' ? budget.maxBytes : budget.maxFiles
  const chosen: Candidate[] = []
  let left = limit
  for (const candidate of candidates) {
    const cost = costOf(candidate, budget)
    if (cost > left) continue
    chosen.push(candidate)
    left -= cost
  }
  const first = candidates[0]
  return chosen.length === 0 && first !== undefined ? [first] : chosen
}

/** `batch_007` for 7 by `batch_{index:03d}`. */
export function nameBatch(pattern: string, index: number): string {
  return pattern.replace(/\{index(?::0(\d+)d)?\}/, (_match, width: string | undefined) =>
    String(index).padStart(width === undefined ? 1 : Number(width), '0'),
  )
}
