import { IconMovie } from '@tabler/icons-react'
import { titleRoutes } from '../../src/library/titles/contract.ts'
import { call } from '../api/client.ts'
import type { Go, PaletteEntry } from '../shell/palette-view.ts'
import type { Say } from '../words.ts'

const FOUND = 6

/** Films, series and artists by their words. */
export async function findTitles(
  { say, go }: { say: Say; go: Go },
  { text, signal }: { text: string; signal: AbortSignal },
): Promise<PaletteEntry[]> {
  const { items } = await call(titleRoutes.routes.list, { query: { text, limit: FOUND } }, { signal })
  return items.map(({ titleId, title, year }) => ({
    id: `title:${titleId}`,
    icon: IconMovie,
    name: year === null ? title : `${title} (${year})`,
    kind: say('web.palette.title'),
    run: () => go(`/library/titles/${titleId}`),
  }))
}
