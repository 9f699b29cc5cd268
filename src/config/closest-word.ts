/** The candidate that is most like `word`, or undefined when none is near enough to be a slip of the fingers. */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  const nearEnough = Math.max(1, Math.ceil(word.length / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= nearEnough)
    .toSorted((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const here = [row]
    for (let column = 1; column <= b.length; column++) {
      const swap = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      here.push(Math.min(swap, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1))
    }
    above = here
  }
  return above[b.length] ?? 0
}
