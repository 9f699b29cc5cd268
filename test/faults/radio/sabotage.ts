import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RadioSabotage } from './mission.ts'
import type { Station } from './station.ts'

/** `lie-201`: uploads are answered as if they were taken, and are not. Before a file is dropped. */
export function sabotageBefore({ library }: Station, sabotage: RadioSabotage | undefined): void {
  if (sabotage === 'lie-201') library.faults.set({ kind: 'phantom-upload' })
}

/** The world is changed behind the server's back, before it is judged. */
export function sabotageAfter({ library, dataFolder, dropped }: Station, sabotage: RadioSabotage | undefined): void {
  const track = library.rows.files.all().at(-1)
  if (track === undefined) return
  if (sabotage === 'double-row') library.rows.files.insert({ ...track })
  if (sabotage === 'drop-row') library.rows.files.remove(track.id)
  if (sabotage !== 'drop-file') return
  const name = dropped.at(-1)?.path.split('/').at(-1)
  for (const entry of readdirSync(dataFolder, { recursive: true, withFileTypes: true }))
    if (entry.name === name) rmSync(join(entry.parentPath, entry.name))
}
