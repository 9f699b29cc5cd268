/** FNV-1a with a finish that spreads; 32 bits, the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** A fraction in [0, 1) that a seed and a name always give. */
export const fractionOf = (seed: string, name: string): number => hash(`${seed}\u0000${name}`) / 2 ** 32

/** One of the first `count` whole numbers that a seed and a name always give. */
export const pickOf = (seed: string, name: string, count: number): number => Math.floor(fractionOf(seed, name) * count)
