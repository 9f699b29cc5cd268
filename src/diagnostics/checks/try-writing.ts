import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../../media/file-identity.ts'
import { OUR_PREFIX } from '../../transfer/index.ts'

export type WriteTrial =
  | {
      kind: 'written'
      /** How far the file system's clock is ahead of this machine's; its own step (up to 2 s) is in it. */
      aheadMs: number
    }
  /** `differs` instead of an errno: what was read back is not what was written. */
  | { kind: 'refused'; errno: string }

/** Writes a file of a few bytes, makes it durable, reads it back and takes it away again. */
export async function tryWriting(folder: string): Promise<WriteTrial> {
  const file = join(folder, `${OUR_PREFIX}try-${randomBytes(6).toString('hex')}.part`)
  const bytes = randomBytes(32)
  try {
    const before = Date.now()
    await using handle = await open(file, 'wx+', 0o600)
    await handle.writeFile(bytes)
    await handle.sync()
    const after = Date.now()
    const { buffer } = await handle.read(Buffer.alloc(bytes.length), 0, bytes.length, 0)
    if (!buffer.equals(bytes)) return { kind: 'refused', errno: 'differs' }
    const { mtimeMs } = await handle.stat()
    return { kind: 'written', aheadMs: Math.round(mtimeMs > after ? mtimeMs - after : Math.min(0, mtimeMs - before)) }
  } catch (error) {
    return { kind: 'refused', errno: errnoOf(error) }
  } finally {
    // What can't be taken away is told by the trial itself, or by the next one.
    await rm(file, { force: true }).catch(errnoOf)
  }
}

/** Good news is kept for five minutes, so that a screen that looks every minute wakes no disk; bad news never. */
const KEPT_MS = 5 * 60_000

export function rememberTrials(now: () => number): (folder: string) => Promise<WriteTrial> {
  const good = new Map<string, { at: number; trial: WriteTrial }>()
  return async (folder) => {
    const known = good.get(folder)
    if (known !== undefined && now() - known.at < KEPT_MS) return known.trial
    const trial = await tryWriting(folder)
    if (trial.kind === 'written') good.set(folder, { at: now(), trial })
    else good.delete(folder)
    return trial
  }
}
