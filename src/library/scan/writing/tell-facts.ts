import { inChunks } from '../../../db/in-chunks.ts'
import { listOurs } from '../../publish/index.ts'
import { applyFactsToMany, type TellFacts } from '../../titles/index.ts'
import type { TitleFacts, TitleIds } from '../../titles/index.ts'
import type { ReadTitle } from '../reading/model.ts'
import { newWordsOf } from './new-words.ts'
import { seatKey, type Shelf } from './shelf.ts'

const MINUTE_MS = 60_000
/** Merging them is work of the server's thread. */
const TELLS_AT_ONCE = 40

/** Tells the titles what names, NFO files and the files themselves say. */
export async function tellFacts(shelf: Shelf): Promise<void> {
  const { tx, batch } = shelf
  const nfos = batch.readings.flatMap(({ titles }) => titles.flatMap((title) => title.nfos))
  const ours = await listOurs(tx, batch.library.libraryId, nfos)
  const tells: TellFacts[] = []
  for (const reading of batch.readings)
    for (const title of reading.titles) {
      const row = shelf.seated.get(seatKey(reading, title.key))
      if (row === undefined) continue
      const whose = { titleId: row.id, by: batch.actor, runId: batch.runId, at: batch.now }
      // First: it is locked then when the others are heard.
      for (const one of newWordsOf(title.said, row)) tells.push({ ...whose, source: 'person', ...one })
      tells.push({ ...whose, source: 'name', told: title.named, ids: title.namedIds })
      const nfo = ofNfos(title, ours)
      if (nfo !== undefined) tells.push({ ...whose, source: 'nfo', ...nfo })
      const told = ofFile(title, row.duration_ms)
      if (Object.keys(told).length > 0) tells.push({ ...whose, source: 'file', told })
    }
  await inChunks(tells, TELLS_AT_ONCE, (chunk) => applyFactsToMany(tx, chunk))
}

/** The first one counts, the others fill gaps; what Patchbay wrote itself tells nothing new. */
function ofNfos(
  { nfos }: ReadTitle,
  ours: ReadonlyMap<string, unknown>,
): { told: TitleFacts; ids: TitleIds } | undefined {
  const foreign = nfos.filter(({ sha256 }) => !ours.has(sha256))
  if (foreign.length === 0) return undefined
  const ordered = foreign.toReversed()
  return {
    told: Object.assign({}, ...ordered.map(({ facts }) => facts)) as TitleFacts,
    ids: Object.assign({}, ...ordered.map(({ ids }) => ids)) as TitleIds,
  }
}

function ofFile({ tagged }: ReadTitle, durationMs: number | null): TitleFacts {
  const runtimeMin = durationMs === null ? 0 : Math.round(Number(durationMs) / MINUTE_MS)
  return { ...tagged, ...(runtimeMin > 0 ? { runtimeMin } : {}) }
}
