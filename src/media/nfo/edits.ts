/** One change of a text, in places of the text as it was; `at === end` inserts. */
export interface Edit {
  at: number
  end: number
  text: string
}

/** By place; an insertion comes before what is taken out at the same place, several in the order they were made. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.at - b.at || Number(a.at !== a.end) - Number(b.at !== b.end))
}

/** The stretch of `text` from `from` to `to` with the edits, which all lie in it. */
export function editedStretch(text: string, stretch: { start: number; end: number }, edits: readonly Edit[]): string {
  const parts: string[] = []
  let at = stretch.start
  for (const edit of inOrder(edits)) {
    parts.push(text.slice(at, edit.at), edit.text)
    at = edit.end
  }
  return parts.join('') + text.slice(at, stretch.end)
}
