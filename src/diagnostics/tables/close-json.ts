/** A text, which may lack its end, or a sign that gives JSON its shape. */
const PIECE = /"(?:[^"\\]|\\u[\da-f]{4}|\\[^u])*("?)|[{}[\],:]/gi

/**
 * JSON of which only the beginning is there, made whole: a value that is a text ends where the beginning ends; a name, a
 * number or a word that may go on is left out.
 */
export function closeJson(beginning: string): string {
  const closers: string[] = []
  let whole = 0
  let before = ''
  for (const { 0: piece, 1: end, index } of beginning.matchAll(PIECE)) {
    const isName = closers[0] === '}' && before !== ':'
    if (end === '' && piece.startsWith('"')) {
      if (!isName) return `${beginning.slice(0, index)}${piece}"${closers.join('')}`
      break
    }
    if (piece === '{' || piece === '[') closers.unshift(piece === '{' ? '}' : ']')
    if (piece === '}' || piece === ']') closers.shift()
    if ('{[]}'.includes(piece)) whole = index + 1
    if (piece === ',') whole = index
    before = piece
  }
  return beginning.slice(0, whole) + closers.join('')
}
