import type { Collector } from './collector.ts'
import type { DateSource } from './model.ts'

const MOST_DATASETS = 1000
const IPTC_RESOURCE = 0x0404
const PAIRS: readonly { date: number; time: number; source: DateSource }[] = [
  { date: 55, time: 60, source: 'iptc.created' },
  { date: 62, time: 63, source: 'iptc.digitized' },
]

/** IPTC-IIM record 2: DateCreated and TimeCreated (`20210702`, `003000+0200`). */
export function readIptc(block: Buffer, into: Collector): void {
  const values = new Map<number, string>()
  let at = 0
  for (let seen = 0; seen < MOST_DATASETS && at + 5 <= block.length && block[at] === 0x1c; seen += 1) {
    const length = block.readUInt16BE(at + 3)
    if (length > 0x7fff) break
    if (block[at + 1] === 2 && length <= 32)
      values.set(block[at + 2] ?? 0, block.toString('latin1', at + 5, at + 5 + length))
    at += 5 + length
  }
  for (const { date, time, source } of PAIRS) {
    const day = values.get(date)
    if (day !== undefined) into.add({ source, value: `${day} ${values.get(time) ?? ''}`.trim(), frame: 'local' })
  }
}

/** The image resources of Photoshop (`8BIM` blocks), where JPEG keeps its IPTC. */
export function readPhotoshopResources(block: Buffer, into: Collector): void {
  let at = 0
  for (let seen = 0; seen < MOST_DATASETS && at + 12 <= block.length; seen += 1) {
    if (block.toString('latin1', at, at + 4) !== '8BIM') return
    const id = block.readUInt16BE(at + 4)
    const nameLength = (block[at + 6] ?? 0) + 1
    const sizeAt = at + 6 + nameLength + (nameLength % 2)
    if (sizeAt + 4 > block.length) return
    const size = block.readUInt32BE(sizeAt)
    if (id === IPTC_RESOURCE) readIptc(block.subarray(sizeAt + 4, sizeAt + 4 + size), into)
    at = sizeAt + 4 + size + (size % 2)
  }
}
