import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Changes when waveforms are drawn in another way. */
const RECIPE = 'waveform-1'

const Waveform = z.object({
  durationMs: z.number().int(),
  breaksOffMs: z.number().int().nullable(),
  peaks: z.array(z.number().int()),
})
export type Waveform = z.output<typeof Waveform>

const fileOf = (cacheFolder: string, hash: string): string =>
  join(cacheFolder, hash.slice(0, 2), hash.slice(2, 4), `${hash}.json`)

/** @returns the hash that names it; the same waveform is kept once */
export async function keepWaveform(cacheFolder: string, waveform: Waveform): Promise<string> {
  const text = JSON.stringify(waveform)
  const hash = createHash('sha256').update(`${RECIPE}:${text}`).digest('hex')
  const file = fileOf(cacheFolder, hash)
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, text)
  await rename(temporary, file)
  return hash
}

/** Undefined when the cache was emptied: then it is measured anew. */
export async function readWaveform(cacheFolder: string, hash: string): Promise<Waveform | undefined> {
  try {
    return Waveform.parse(JSON.parse(await readFile(fileOf(cacheFolder, hash), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
