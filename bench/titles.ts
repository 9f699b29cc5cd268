import { join } from 'node:path'
import { openSqlite } from '../src/db/sqlite.ts'
import { applyFactsToMany } from '../src/library/titles/facts.ts'
import { addTitles } from '../src/library/titles/store.ts'
import { addLibrary } from '../test/library-world.ts'
import { BY_HAND, startApp, type TestApp } from '../test/start-app.ts'
import type { Bench, BenchContext } from './bench.ts'
import { madeFacts } from './titles/made-titles.ts'

const TITLES = 20_000
const AT_ONCE = 500
const ROUNDS = 15
const PAGE_MS = 50
const SEARCH_MS = 100

/** Lists and searches of 20,000 films on SQLite, by the API. */
export const bench: Bench = {
  name: 'titles',
  sabotages: ['long-words'],
  parts: {
    all: async (ctx) => {
      await using app = await startApp({ yaml: BY_HAND })
      await fill(app, ctx)
      await measure(ctx, app, { part: 'list', mostMs: PAGE_MS, queries: LISTS })
      await measure(ctx, app, { part: 'search', mostMs: SEARCH_MS, queries: SEARCHES })
      await measure(ctx, app, { part: 'facets', mostMs: SEARCH_MS, queries: FACETS })
    },
  },
}

const list = 'api/v1/library/titles?libraryId=1&limit=100'
const LISTS = [
  list,
  `${list}&sort=added&order=down`,
  `${list}&sort=year`,
  `${list}&sort=rating&order=down`,
  `${list}&yearFrom=1960&yearTo=1970`,
  `${list}&state=unidentified`,
  `${list}&care=yes`,
  `${list}&lines=1080`,
  `${list}&addedSince=2026-01-01T00:00:00.000Z`,
  'api/v1/library/titles?limit=100',
]
const SEARCHES = [
  `${list}&text=harbour`,
  `${list}&text=${encodeURIComponent('Olga tide')}`,
  `${list}&text=nothinglikethis`,
  `${list}&text=${encodeURIComponent('19999')}`,
]
const FACETS = ['api/v1/library/title-facets?libraryId=1', 'api/v1/library/title-facets?libraryId=1&text=harbour']

async function fill(app: TestApp, ctx: BenchContext): Promise<void> {
  await app.stop()
  await using db = openSqlite(join(app.dataFolder, 'patchbay.db'))
  const libraryId = await addLibrary(db)
  const count = ctx.isSmall ? 2000 : TITLES
  const began = performance.now()
  for (let start = 0; start < count; start += AT_ONCE)
    await db.tx(async (tx) => {
      const places = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, place) => start + place)
      const ids = await addTitles(
        tx,
        places.map((at) => ({ libraryId, kind: 'movie' as const, title: `folder ${at}` })),
        1_700_000_000_000 + start,
      )
      await applyFactsToMany(
        tx,
        places.map((at, place) => {
          const { tmdb = '', ...told } = madeFacts(at)
          const titleId = ids[place] ?? 0
          return {
            titleId,
            told,
            ids: { tmdb },
            source: 'provider' as const,
            by: 'tmdb',
            at: 1_700_000_000_000 + start,
          }
        }),
      )
      if (ctx.sabotage === 'long-words')
        await tx
          .updateTable('library_title_words')
          .set({ words: 'x'.repeat(100_000) })
          .where('title_id', 'in', ids)
          .execute()
    })
  ctx.note(`${count} titles in ${Math.round(performance.now() - began)} ms`)
  await db[Symbol.asyncDispose]()
  await app.restart()
}

async function measure(
  ctx: BenchContext,
  app: TestApp,
  { part, mostMs, queries }: { part: string; mostMs: number; queries: readonly string[] },
): Promise<void> {
  let [slowestMs, slowest] = [0, '']
  for (const query of queries) {
    const tookMs = await leastOf(app, query)
    if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, query]
  }
  ctx.report({
    bench: `titles.${part}`,
    // A small load says nothing of speed, but for what is far too slow.
    bounds: [{ figure: 'slowestMs', atMost: mostMs }],
    titles: ctx.isSmall ? 2000 : TITLES,
    slowestMs: Math.round(slowestMs * 10) / 10,
    slowest,
  })
}

/** The least: what else runs on the machine makes it longer, and nothing makes it shorter. */
async function leastOf(app: TestApp, query: string): Promise<number> {
  const times: number[] = []
  const headers = { authorization: await app.bearer() }
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    const answer = await fetch(new URL(query, app.address), { headers })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(text)
    times.push(performance.now() - began)
  }
  return Math.min(...times)
}
