/** Spreads whole numbers up to 2^53, sizes and inodes among them, over 32 bits. */
export function scatter(value: number): number {
  let mixed = Math.imul(value ^ (value / 0x1_0000_0000), 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
