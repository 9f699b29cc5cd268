import { IconStack2 } from '@tabler/icons-react'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { call } from '../api/client.ts'
import type { Go, PaletteEntry } from '../shell/palette-view.ts'
import type { Say } from '../words.ts'

const FOUND = 6
/** The newest; older ones are found by their id on the page of the archive. */
const LOOKED_AT = 200

/** Batches by their names. */
export async function findBatches(
  { say, go }: { say: Say; go: Go },
  { text, signal }: { text: string; signal: AbortSignal },
): Promise<PaletteEntry[]> {
  const { items } = await call(archiveRoutes.routes.listBatches, { query: { limit: LOOKED_AT } }, { signal })
  const named = items.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
  return named.slice(0, FOUND).map(({ batchId, name, state }) => ({
    id: `batch:${batchId}`,
    icon: IconStack2,
    name,
    kind: say(`web.archive.batch.state.${state}`),
    run: () => go(`/archive/batches/${batchId}`),
  }))
}
