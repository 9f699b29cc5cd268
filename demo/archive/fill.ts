import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Desk } from '../desk.ts'
import type { Clips } from '../library/clips.ts'
import { cardFiles, type Dropped, householdFiles, NEVER_FILED } from './cards.ts'
import { SYNCTHING } from './peer.ts'

/**
 * Below the data folder: everything in `inbox` is brought to the other machine and filed by itself, what lies in `card`
 * waits for somebody.
 */
export const ARCHIVE_YAML = `archive:
  intake:
    settle_sec: 1
    more:
      - folder: card
        mode: review
        settle_sec: 1
  batch:
    selection_mode: files
    max_files: 28
  syncing:
    connection: ${SYNCTHING}
    poll_interval_sec: 1
`

interface Filling {
  dataFolder: string
  clips: Clips
  /** Of all files; the whole unless said. */
  share?: number
}

interface Overview {
  states: Record<string, { count: number } | undefined>
}

const YESTERDAY_MS = 86_400_000
/** Drops what cameras brought, and waits until it is filed and a plan for the card waits. @returns how many are filed */
export async function fillArchive(desk: Desk, { dataFolder, clips, share = 1 }: Filling): Promise<number> {
  const household = await householdFiles(clips, share)
  await drop(dataFolder, { ...(await cardFiles()), ...household })
  const filed = async (): Promise<number> => (await desk.get<Overview>('archive')).states['filed']?.count ?? 0
  const expected = Object.keys(household).length - NEVER_FILED
  await desk.until('the pictures are filed', async () => (await filed()) >= expected)
  await desk.until('the plan for the card waits', async () => {
    const { items } = await desk.get<{ items: unknown[] }>('plans?state=draft')
    return items.length > 0
  })
  return filed()
}

async function drop(dataFolder: string, files: Dropped): Promise<void> {
  const yesterday = new Date(Date.now() - YESTERDAY_MS)
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(dataFolder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
    await utimes(file, yesterday, yesterday)
  }
}
