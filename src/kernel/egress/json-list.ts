const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, QUOTE, BACKSLASH] = '[]{},"\\'
  .split('')
  .map((sign) => sign.charCodeAt(0))
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

/** Cuts a JSON list into its items while it comes, so that it is never in memory as a whole. It does not judge the items. */
export interface ListCutter {
  /** @returns false while it is no list: then the piece is for somebody else */
  take(piece: Buffer): boolean
  /** Undefined when no list came; false when it broke off, or something stands behind it. */
  isWhole(): boolean | undefined
}

/** @param onItem called with the JSON text of each item in order; empty where two commas stand together */
export function cutList(onItem: (json: string) => void): ListCutter {
  let state: 'before' | 'other' | 'inside' | 'after' | 'broken' = 'before'
  let item = emptyItem()
  let isAny = false
  const begin = (piece: Buffer): number => {
    const first = piece.findIndex((byte) => !BLANK.has(byte))
    if (first !== -1) state = piece[first] === OPEN_LIST ? 'inside' : 'other'
    return first + 1
  }
  const end = (part: Buffer, byte: number): void => {
    const json = item.textWith(part)
    const isLast = byte === CLOSE_LIST
    item = emptyItem()
    if (!isLast || isAny || json.trim() !== '') onItem(json)
    isAny = true
    if (isLast) state = 'after'
  }
  return {
    take(piece) {
      let from = state === 'before' ? begin(piece) : 0
      if (state === 'before' || state === 'other') return false
      const isInside = (): boolean => state === 'inside'
      while (isInside() && from < piece.length) {
        const at = item.findEnd(piece, from)
        if (at === -1) item.add(piece.subarray(from))
        else end(piece.subarray(from, at), piece[at] ?? 0)
        from = at === -1 ? piece.length : at + 1
      }
      if (state === 'after' && piece.subarray(from).some((byte) => !BLANK.has(byte))) state = 'broken'
      return true
    },
    isWhole: () => (state === 'before' || state === 'other' ? undefined : state === 'after'),
  }
}

function emptyItem() {
  const parts: Buffer[] = []
  let depth = 0
  let isText = false
  let isEscaped = false
  return {
    add: (part: Buffer): void => void parts.push(part),
    textWith: (last: Buffer): string => (parts.length === 0 ? last : Buffer.concat([...parts, last])).toString('utf8'),
    /** Where the comma or bracket behind the item stands; -1 when it goes on in the next piece. */
    findEnd(piece: Buffer, from: number): number {
      for (let at = from; at < piece.length; at++) {
        const byte = piece[at]
        if (isEscaped) isEscaped = false
        else if (isText) {
          if (byte === QUOTE) isText = false
          else if (byte === BACKSLASH) isEscaped = true
        } else if (byte === QUOTE) isText = true
        else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) return at
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--
      }
      return -1
    },
  }
}
