import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { randomFrom } from '../../test/faults/random.ts'

/** A file, where it comes from and where it is filed. */
export interface BenchFile {
  from: string
  to: string
  size: number
  sha256: string
}

export interface TreeShape {
  files: number
  /** Bytes, on average. */
  meanSize: number
  seed: number
}

/** Camera folders on one side, days on the other. The bytes are a function of the seed. */
export function makeTree(folder: string, shape: TreeShape): BenchFile[] {
  rmSync(folder, { recursive: true, force: true })
  const random = randomFrom(shape.seed)
  const block = random.bytes(4 * shape.meanSize + 4096)
  return Array.from({ length: shape.files }, (_, i) => {
    const at = random.below(2 * shape.meanSize)
    const bytes = block.subarray(at, at + Math.max(1, Math.round(shape.meanSize * (0.5 + random.next()))))
    const from = `DCIM/${100 + (i % 50)}CANON/IMG_${i}.JPG`
    const to = `20${10 + (i % 12)}/${String(1 + (i % 28)).padStart(2, '0')}/IMG_${i}.JPG`
    const path = join(folder, 'inbox', from)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    const seconds = 1_500_000_000 + i
    utimesSync(path, seconds, seconds)
    return { from, to, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
}

/** Files that are not at their place with their bytes and time, or are at the other one still. */
export function countWrong(
  files: readonly BenchFile[],
  sides: { now: (file: BenchFile) => string; before: (file: BenchFile) => string },
): number {
  return files.filter((file, i) => {
    const stat = lstatSync(sides.now(file), { throwIfNoEntry: false })
    if (stat === undefined || lstatSync(sides.before(file), { throwIfNoEntry: false }) !== undefined) return true
    if (stat.size !== file.size || Math.abs(stat.mtimeMs - (1_500_000_000 + i) * 1000) > 0.001) return true
    return (
      createHash('sha256')
        .update(readFileSync(sides.now(file)))
        .digest('hex') !== file.sha256
    )
  }).length
}

/** Names that begin with a dot and are no marker: temporary files that were left. */
export function countStray(folder: string): number {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.part')).length
}
