export interface Random {
  /** 0 <= x < 1 */
  next(): number
  /** 0 <= x < below, whole. */
  below(limit: number): number
  bytes(length: number): Buffer
}

/** Mulberry32: the same seed, the same sequence, on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    bytes(length) {
      const bytes = Buffer.alloc(length)
      for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(Math.floor(next() * 2 ** 32), at)
      for (let at = length - (length % 4); at < length; at++) bytes[at] = Math.floor(next() * 256)
      return bytes
    },
  }
}
