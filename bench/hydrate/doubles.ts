// LibreTime and Payload in a process of their own, so that what they hold is not counted as ours. Started by `openDoubles`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { CMS_KEY, LIBRARY_KEY } from '../../test/episode-world.ts'

export interface DoublesWish {
  libraryRows: number
  episodes: number
  /** Sabotage: the filter by md5 is passed over, so each look is the whole library. */
  listsEach: boolean
}

export interface Counts {
  libraryRequests: number
  /** Answers with the whole library. */
  libraryLists: number
  cmsRequests: number
  uploads: number
  duplicates: number
  /** Episodes that have a track which is there, is analysed and has their title. */
  whole: number
}

export interface Doubles extends AsyncDisposable {
  libraryUrl: string
  cmsUrl: string
  counts(): Promise<Counts>
}

const HERE = fileURLToPath(import.meta.url)

export async function openDoubles(wish: DoublesWish): Promise<Doubles> {
  const child = fork(HERE, [JSON.stringify(wish)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [urls] = (await once(child, 'message')) as [{ libraryUrl: string; cmsUrl: string }]
  return {
    ...urls,
    async counts() {
      const answer = once(child, 'message')
      child.send('counts')
      return ((await answer) as [Counts])[0]
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

async function serve({ libraryRows, episodes, listsEach }: DoublesWish): Promise<void> {
  const library = await startFakeLibreTime({ key: LIBRARY_KEY })
  const cms = await startFakePayload({ key: CMS_KEY, isSeeded: false })
  library.seed.files(libraryRows)
  cms.seed.shows(1)
  cms.seed.episodes(episodes)
  if (listsEach) library.faults.set({ kind: 'old-version' })
  const isWhole = (episode: Record<string, unknown>): boolean => {
    const track = library.rows.files.get(Number(episode['libretimeTrackId']))
    return (
      track?.['import_status'] === 0 && track['track_title'] === episode['title'] && episode['airStatus'] === 'queued'
    )
  }
  process.on('message', () => {
    const lists = library.requests.matching({ method: 'GET', path: /\/api\/v2\/files$/ })
    const counts: Counts = {
      libraryRequests: library.requests.count(),
      libraryLists: lists.filter(({ query }) => listsEach || query === '').length,
      cmsRequests: cms.requests.length,
      uploads: library.requests.count({ method: 'POST', path: '/rest/media' }),
      duplicates: library.effects.duplicates().length,
      whole: cms.rows('episodes').all().filter(isWhole).length,
    }
    process.send?.(counts)
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ libraryUrl: library.url, cmsUrl: cms.url })
}

if (process.argv[1] === HERE) await serve(JSON.parse(process.argv[2] ?? '{}') as DoublesWish)
