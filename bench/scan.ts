import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { ScanView } from '../src/library/scan/contract.ts'
import { findProgram } from '../src/kernel/find-program.ts'
import { MARKER_NAME } from '../src/transfer/index.ts'
import { type SpawnedApp, spawnApp } from '../test/spawn-app.ts'
import { BY_HAND } from '../test/start-app.ts'
import type { Bench, BenchContext, Bound } from './bench.ts'
import { peakRssMiBOf } from './hydrate/process-figures.ts'
import { rounded } from './paired.ts'
import { watchApi } from './scan/api-watch.ts'
import { makeFilms } from './scan/films.ts'
import { openedBelow, traceOpens } from './scan/opened-files.ts'
import { makeRealFilms, probeOneByOne } from './scan/real-films.ts'

export const bench: Bench = {
  name: 'scan',
  // Nothing is remembered of the folders.
  sabotages: ['forget-sums'],
  parts: {
    films: (ctx) => scanFilms(ctx),
    opened: (ctx) => countOpened(ctx),
    probed: (ctx) => probeFilms(ctx),
  },
}

const LOOK_MS = 100

/** 10,000 folders of films, first as they come, then unchanged. */
async function scanFilms(ctx: BenchContext): Promise<void> {
  const count = ctx.isSmall ? 120 : 10_000
  const folder = join(ctx.cacheFolder, `films-${count}`)
  ctx.note(`${count} folders of films`)
  await makeFilms(folder, count)
  // Of the server of an earlier run.
  rmSync(join(folder, MARKER_NAME), { force: true })
  await using app = await spawnApp({ yaml: BY_HAND, env: { PATCHBAY_ALLOWED_ROOTS: ctx.cacheFolder } })
  const libraryId = await addLibrary(app, folder)
  const idle = await watchApi(() => app.get('api/v1/library/libraries'), wait(ctx.isSmall ? LOOK_MS : 10 * LOOK_MS))
  const first = await measure(app, libraryId, ctx)
  ctx.report({
    bench: 'scan.first',
    folders: count,
    apiIdleP99Ms: idle.p99Ms,
    ...first.figures,
    foldersPerSecond: rounded(count / (first.figures.oursMs / 1000)),
    titles: first.scan.counts['titles.added'] ?? 0,
    pictures: first.scan.counts['artwork.found'] ?? 0,
    bounds: boundsOf(ctx, [
      { figure: 'titles', is: count },
      { figure: 'pictures', is: 2 * count },
      ...(ctx.isSmall ? [] : [{ figure: 'foldersPerSecond', atLeast: 500 }]),
    ]),
  })
  if (ctx.sabotage === 'forget-sums') forgetSums(app)
  const again = await measure(app, libraryId, ctx)
  ctx.report({
    bench: 'scan.unchanged',
    folders: count,
    ...again.figures,
    foldersRead: again.scan.counts['folders.read'] ?? 0,
    bounds: boundsOf(ctx, [
      { figure: 'foldersRead', is: 0 },
      ...(ctx.isSmall ? [] : [{ figure: 'oursMs', atMost: 5000 }]),
    ]),
  })
}

/** What the system is asked to open while nothing has changed. */
async function countOpened(ctx: BenchContext): Promise<void> {
  if (findProgram('strace') === undefined)
    return ctx.report({ bench: 'scan.opened', missing: 'needs strace', isOptional: true })
  const count = 60
  const folder = join(ctx.cacheFolder, `films-${count}`)
  await makeFilms(folder, count)
  rmSync(join(folder, MARKER_NAME), { force: true })
  const trace = join(ctx.cacheFolder, 'opened.txt')
  const env = { PATCHBAY_ALLOWED_ROOTS: ctx.cacheFolder }
  await using app = await spawnApp({ yaml: BY_HAND, env, wrapper: traceOpens(trace) })
  const libraryId = await addLibrary(app, folder)
  await measure(app, libraryId, ctx)
  const first = openedBelow(trace, folder).length
  if (ctx.sabotage === 'forget-sums') forgetSums(app)
  const { scan } = await measure(app, libraryId, ctx)
  ctx.report({
    bench: 'scan.opened',
    folders: count,
    openedAtFirst: first,
    opened: openedBelow(trace, folder).length - first,
    outcome: scan.outcome,
    bounds: [
      { figure: 'openedAtFirst', atLeast: 3 * count },
      { figure: 'opened', is: 0 },
      { figure: 'outcome', is: 'done' },
    ],
  })
}

/** With the streams of real films, held against ffprobe that is started for one after the other. */
async function probeFilms(ctx: BenchContext): Promise<void> {
  const peer = await ctx.findPeer({ program: 'ffprobe', apt: 'ffmpeg', versionArgs: ['-version'] })
  const ffmpeg = findProgram('ffmpeg')
  if (peer === undefined || ffmpeg === undefined)
    return ctx.report({ bench: 'scan.probed', missing: 'needs ffmpeg', isOptional: true })
  const count = ctx.isSmall ? 20 : 300
  const folder = join(ctx.cacheFolder, `probed-${count}`)
  makeRealFilms(folder, count, ffmpeg)
  rmSync(join(folder, MARKER_NAME), { force: true })
  await using app = await spawnApp({ yaml: BY_HAND, env: { PATCHBAY_ALLOWED_ROOTS: ctx.cacheFolder } })
  const libraryId = await addLibrary(app, folder, true)
  const { scan, figures } = await measure(app, libraryId, ctx)
  const peerMs = probeOneByOne(peer.path, folder)
  ctx.report({
    bench: 'scan.probed',
    peer: 'ffprobe',
    peerVersion: peer.version,
    folders: count,
    ...figures,
    peerMs,
    ratio: rounded(figures.oursMs / peerMs),
    probed: scan.counts['files.probed'] ?? 0,
    bounds: [
      { figure: 'probed', is: count },
      { figure: 'outcome', is: 'done' },
      ...(ctx.isSmall ? [] : [{ figure: 'ratio', atMost: 0.2 }]),
    ],
  })
}

const boundsOf = (ctx: BenchContext, own: Bound[]): Bound[] => [
  ...own,
  { figure: 'outcome', is: 'done' },
  ...(ctx.isSmall
    ? []
    : [
        { figure: 'apiP99Ms', atMost: 100 },
        { figure: 'peakRssMiB', atMost: 400 },
      ]),
]

async function addLibrary(app: SpawnedApp, path: string, probe = false): Promise<number> {
  const steps = { probe, artwork: true, cache: false, enrich: false, publish: false }
  const settings = { isWatched: false, steps }
  const { status, text, json } = await app.cli('POST', 'api/v1/library/libraries', {
    kind: 'films',
    name: 'Films',
    path,
    settings,
  })
  if (status !== 201) throw new Error(text)
  return (json as { libraryId: number }).libraryId
}

async function measure(app: SpawnedApp, libraryId: number, ctx: BenchContext) {
  const started = await app.cli('POST', `api/v1/library/libraries/${libraryId}/scans`, {})
  if (started.status !== 202) throw new Error(started.text)
  const { scanId } = started.json as { scanId: number }
  const ending = ended(app, scanId, ctx)
  const api = await watchApi(() => app.get('api/v1/library/libraries'), ending)
  const scan = await ending
  const oursMs = Date.parse(scan.endedAt ?? '') - Date.parse(scan.startedAt)
  const figures = {
    oursMs,
    apiP99Ms: api.p99Ms,
    apiCalls: api.calls,
    peakRssMiB: peakRssMiBOf(app),
    outcome: scan.outcome,
  }
  return { scan, figures }
}

async function ended(app: SpawnedApp, scanId: number, ctx: BenchContext): Promise<ScanView> {
  for (;;) {
    ctx.signal.throwIfAborted()
    const scan = await app.get<ScanView>(`api/v1/library/scans/${scanId}`)
    if (scan.endedAt !== null) return scan
    await wait(LOOK_MS)
  }
}

function forgetSums(app: SpawnedApp): void {
  const db = new Database(join(app.dataFolder, 'patchbay.db'))
  db.prepare('update library_folders set sum = null').run()
  db.close()
}
