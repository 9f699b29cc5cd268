import { createCipheriv } from 'node:crypto'
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** One name in a generated tree. Paths are bytes as Latin-1 text, one character a byte, so that any name fits. */
export type Planned =
  | { kind: 'file'; path: string; content: Content }
  | { kind: 'link' | 'symlink'; path: string; to: number }

/** Bytes of a class of content: a stretch of the pool, stamped at its start; a look-alike differs in one byte. */
export interface Content {
  contentClass: number
  size: number
  stamp: number
  /** Offset of the byte that tells a look-alike from its model. */
  differsAt?: number
}

export interface TreePlan {
  name: string
  entries: Planned[]
}

export type Random = () => number

/** mulberry32: the same numbers for the same seed on every machine. */
export function random(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

const FRESH_MS = 2500
const POOL_BYTES = 32 * 1024 * 1024

function makePool(): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(Buffer.alloc(POOL_BYTES))
}

/** Makes the tree below `folder/<name>` unless it is there and complete; answers its path. */
export async function ensureTree(folder: string, plan: TreePlan, note: (text: string) => void): Promise<string> {
  const root = join(folder, plan.name)
  const done = join(folder, `${plan.name}.complete`)
  const summary = summaryOf(plan)
  if (existsSync(done) && readFileSync(done, 'utf8') === summary) return root
  note(`generating ${root}: ${summary}`)
  rmSync(done, { force: true })
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  writeTree(root, plan)
  // Files as fresh as this are not remembered by the search: their times can't be trusted yet.
  await setTimeout(FRESH_MS)
  writeFileSync(done, summary)
  return root
}

function summaryOf({ entries }: TreePlan): string {
  const bytes = entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.content.size : 0), 0)
  const shape = entries.reduce(
    (mixed, entry) =>
      Math.imul(mixed ^ entry.path.length, 31) + (entry.kind === 'file' ? entry.content.stamp : entry.to),
    7,
  )
  return `${entries.length} names, ${(bytes / 1e9).toFixed(2)} GB, shape ${shape >>> 0}`
}

function writeTree(root: string, plan: TreePlan): void {
  const pool = makePool()
  const made = new Set<string>()
  const absolute = (path: string): Buffer => Buffer.from(`${Buffer.from(root).toString('latin1')}/${path}`, 'latin1')
  for (const entry of plan.entries) {
    const folder = dirname(entry.path)
    if (!made.has(folder)) mkdirSync(absolute(folder), { recursive: true })
    made.add(folder)
    if (entry.kind === 'file') writeContent(absolute(entry.path), entry.content, pool)
    else if (entry.kind === 'link') linkSync(absolute((plan.entries[entry.to] as Planned).path), absolute(entry.path))
    else symlinkSync(absolute((plan.entries[entry.to] as Planned).path), absolute(entry.path))
  }
}

function writeContent(path: Buffer, content: Content, pool: Buffer): void {
  const fd = openSync(path, 'wx')
  try {
    const start = (Math.imul(content.stamp, 0x9e3779b1) >>> 0) % (POOL_BYTES - content.size)
    if (content.size > 0) writeSync(fd, pool, start, content.size, 0)
    const stamp = Buffer.from(content.stamp.toString(36).padStart(8, '.'))
    if (content.size > 0) writeSync(fd, stamp, 0, Math.min(8, content.size), 0)
    if (content.differsAt !== undefined)
      writeSync(fd, Buffer.from([~(pool[start + content.differsAt] as number) & 0xff]), 0, 1, content.differsAt)
  } finally {
    closeSync(fd)
  }
}
