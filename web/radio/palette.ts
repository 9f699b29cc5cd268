import { IconBuildingBroadcastTower, IconDownload } from '@tabler/icons-react'
import { inboxRoutes } from '../../src/radio/hydration/contract.ts'
import { stationRoutes } from '../../src/radio/stations/contract.ts'
import { call } from '../api/client.ts'
import type { Go, PaletteEntry } from '../shell/palette-view.ts'
import type { Say } from '../words.ts'

interface Tools {
  say: Say
  go: Go
  mayImport: boolean
}

interface Asked {
  text: string
  only: 'all' | 'commands'
  signal: AbortSignal
}

/** Stations by name, and the import of an inbox by its folder: that leads to the inbox, and starts nothing. */
export async function findInRadio(
  { say, go, mayImport }: Tools,
  { text, only, signal }: Asked,
): Promise<PaletteEntry[]> {
  const [stations, inboxes] = await Promise.all([
    only === 'commands' ? { items: [] } : call(stationRoutes.routes.list, {}, { signal }),
    mayImport ? call(inboxRoutes.routes.list, {}, { signal }) : { items: [] },
  ])
  const entries = [
    ...stations.items.map(({ stationId, name }): PaletteEntry => ({
      id: `station:${stationId}`,
      icon: IconBuildingBroadcastTower,
      name,
      kind: say('web.palette.station'),
      run: () => go('/radio/stations'),
    })),
    ...inboxes.items.map(({ inboxId, path }): PaletteEntry => ({
      id: `inbox:${inboxId}`,
      icon: IconDownload,
      name: say('web.palette.import', { path }),
      kind: say('web.palette.command'),
      run: () => go('/radio/inbox', { inbox: String(inboxId) }),
    })),
  ]
  return entries.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
}
