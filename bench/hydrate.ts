import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { JobView } from '../src/jobs/contract.ts'
import { titleTag } from '../src/media/audio/id3.ts'
import { type EpisodeStation, openEpisodeStation } from '../test/episode-world.ts'
import { type SpawnedApp, spawnApp } from '../test/spawn-app.ts'
import { BY_HAND } from '../test/start-app.ts'
import type { Bench, BenchContext, Bound } from './bench.ts'
import { type CountedPrograms, countFfmpeg } from './hydrate/counted-ffmpeg.ts'
import { openDoubles } from './hydrate/doubles.ts'
import { cpuMsOf, peakRssMiBOf, programsRssMiBOf } from './hydrate/process-figures.ts'
import { rounded } from './paired.ts'

export const bench: Bench = {
  name: 'hydrate',
  // Each look is the whole library; reports are forgotten; each decoder starts another one; the library reads no title in
  // what it gets, so that it must be corrected.
  sabotages: ['list-each', 'forget-reports', 'two-decoders', 'no-tags'],
  parts: {
    cached: (ctx) => inPlace(ctx, (place) => hydrate(ctx, place, { isCached: true })),
    decoding: (ctx) => inPlace(ctx, (place) => hydrate(ctx, place, { isCached: false })),
  },
}

interface Place {
  folder: string
  ffmpeg: CountedPrograms
}

async function inPlace(ctx: BenchContext, work: (place: Place) => Promise<void>): Promise<void> {
  mkdirSync(ctx.cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(ctx.cacheFolder, 'run-'))
  const path = process.env['PATH'] ?? ''
  try {
    const ffmpeg = countFfmpeg(join(folder, 'bin'), { isTwofold: ctx.sabotage === 'two-decoders' })
    if (ffmpeg === undefined) return ctx.report({ bench: 'hydrate', missing: 'needs ffmpeg', isOptional: true })
    process.env['PATH'] = `${ffmpeg.folder}${delimiter}${path}`
    if (!ctx.isSmall) await runOnce(ctx, { folder, ffmpeg })
    await work({ folder, ffmpeg })
  } finally {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Two files with another server: what Node makes of TypeScript is on the disk from the first run on. Until then what reads it is in
 * memory, in each thread. Figures are those of every start but the first.
 */
async function runOnce(ctx: BenchContext, place: Place): Promise<void> {
  const files = 2
  await using doubles = await openDoubles({ libraryRows: 10, episodes: files, listsEach: false })
  await using app = await spawnApp({ yaml: BY_HAND })
  const station = await openEpisodeStation(app, doubles)
  await dropFiles(app, place, { files, isTagged: true })
  const { runId } = await station.post<{ runId: number }>(`api/v1/radio/inboxes/${station.inboxId}/import`, {})
  await ended(app, runId, ctx)
}

async function hydrate(ctx: BenchContext, place: Place, { isCached }: { isCached: boolean }): Promise<void> {
  const files = ctx.isSmall ? 12 : 200
  const wish = { libraryRows: ctx.isSmall ? 2000 : 20_000, episodes: files, listsEach: ctx.sabotage === 'list-each' }
  ctx.note(`a library of ${wish.libraryRows} rows, ${files} files`)
  await using doubles = await openDoubles(wish)
  await using app = await spawnApp({ yaml: BY_HAND })
  const station = await openEpisodeStation(app, doubles)
  await dropFiles(app, place, { files, isTagged: ctx.sabotage !== 'no-tags' })
  if (isCached) await measureBefore(station, ctx)
  const before = { starts: place.ffmpeg.starts(), counts: await doubles.counts() }
  const cpuBefore = cpuMsOf(app)
  const rssAtStartMiB = peakRssMiBOf(app)
  const { runId } = await station.post<{ runId: number }>(`api/v1/radio/inboxes/${station.inboxId}/import`, {})
  let programsRssMiB = 0
  const onLook = (): void => void (programsRssMiB = Math.max(programsRssMiB, programsRssMiBOf(app)))
  const jobs = (await ended(app, runId, { ...ctx, onLook })).filter(({ kind }) => kind === 'radio.hydrate-file')
  const cpuMs = cpuMsOf(app) - cpuBefore
  const from = Math.min(...jobs.map(({ startedAt, createdAt }) => Date.parse(startedAt ?? createdAt)))
  const to = Math.max(...jobs.map(({ finishedAt }) => Date.parse(finishedAt ?? '')))
  const counts = await doubles.counts()
  const perFile = (count: number, earlier: number): number => rounded((count - earlier) / files)
  ctx.report({
    bench: isCached ? 'hydrate.cached' : 'hydrate.decoding',
    files,
    filesPerSecond: rounded(files / ((to - from) / 1000)),
    oursMs: to - from,
    requestsPerFile: perFile(counts.libraryRequests, before.counts.libraryRequests),
    cmsRequestsPerFile: perFile(counts.cmsRequests, before.counts.cmsRequests),
    libraryLists: counts.libraryLists,
    ffmpegStarts: place.ffmpeg.starts() - before.starts,
    ffmpegAtOnce: place.ffmpeg.atOnce(),
    cores: availableParallelism(),
    rssAtStartMiB,
    peakRssMiB: peakRssMiBOf(app),
    programsRssMiB,
    rssGrowthMiB: peakRssMiBOf(app) - rssAtStartMiB,
    cpuMsPerFile: rounded(cpuMs / files),
    uploads: counts.uploads,
    duplicates: counts.duplicates,
    whole: counts.whole,
    left: (await station.app.files('radio')).length,
    bounds: boundsOf({ files, isCached, isSmall: ctx.isSmall }),
  })
}

function boundsOf({ files, isCached, isSmall }: { files: number; isCached: boolean; isSmall: boolean }): Bound[] {
  const inFull = [
    { figure: 'filesPerSecond', atLeast: isCached ? 20 : 6 },
    { figure: 'peakRssMiB', atMost: 300 },
  ]
  return [
    { figure: 'whole', is: files },
    { figure: 'uploads', is: files },
    { figure: 'duplicates', is: 0 },
    { figure: 'left', is: 0 },
    { figure: 'requestsPerFile', atMost: 6 },
    { figure: 'cmsRequestsPerFile', atMost: 8 },
    { figure: 'libraryLists', atMost: 1 },
    { figure: 'ffmpegStarts', atMost: isCached ? 0 : files },
    { figure: 'ffmpegAtOnce', atMost: availableParallelism() },
    { figure: 'rssGrowthMiB', atMost: 300 },
    ...(isSmall ? [] : inFull),
  ]
}

/** 26 s of a tone as MP3, 320 kb/s: 1 MB. Each has another tag in front, so each is another file. */
async function dropFiles(
  app: SpawnedApp,
  { folder }: Place,
  { files, isTagged }: { files: number; isTagged: boolean },
): Promise<void> {
  const ending = isTagged ? 'mp3' : 'wav'
  const sound = join(folder, `sound.${ending}`)
  const form = isTagged ? ['-b:a', '320k'] : ['-ar', '8000']
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=440:d=26', '-ac', '2', ...form, '-y', sound])
  const bytes = readFileSync(sound)
  const mark = Buffer.alloc(4)
  for (let n = 1; n <= files; n++) {
    mark.writeUInt32LE(n)
    const own = isTagged
      ? Buffer.concat([titleTag(`as it came ${n}`), bytes])
      : Buffer.concat([bytes.subarray(0, -4), mark])
    await app.drop({ [`radio/${n}__show-${n}.${ending}`]: own })
  }
}

async function measureBefore(station: EpisodeStation<SpawnedApp>, ctx: BenchContext): Promise<void> {
  const { runId } = await station.post<{ runId: number }>(`api/v1/radio/inboxes/${station.inboxId}/check-audio`, {})
  await ended(station.app, runId, ctx)
  if (ctx.sabotage !== 'forget-reports') return
  const db = new Database(join(station.app.dataFolder, 'patchbay.db'))
  db.exec('delete from radio_audio_reports')
  db.close()
}

const LOOK_MS = 100
/** The server is asked each so many looks: to ask it is work of its own, some 6 ms. */
const ASK_EACH = 5

/** Looked at from time to time: to look at each event would be most of the work. */
async function ended(
  app: SpawnedApp,
  runId: number,
  { signal, onLook = () => {} }: { signal: AbortSignal; onLook?: () => void },
): Promise<JobView[]> {
  for (let n = 0; ; n++) {
    onLook()
    await wait(LOOK_MS, undefined, { signal })
    if (n % ASK_EACH !== 0) continue
    const { run } = await app.get<{ run: JobView }>(`api/v1/runs/${runId}`)
    if (run.finishedAt !== null) return app.jobs(`?runId=${runId}`)
  }
}
