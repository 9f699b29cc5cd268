import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createProber, type Prober } from '../src/media/probe/prober.ts'
import { runProgram } from '../src/kernel/exec.ts'
import type { Bench, BenchContext } from './bench.ts'
import { median, rounded } from './paired.ts'

const SABOTAGES = ['cold']
const FORM = '-c:v libx264 -preset ultrafast -c:a ac3 -metadata:s:a:0 language=eng'.split(' ')
const ROUNDS = 3

/** Streams of a folder of films, against one start of ffprobe for each, as many at once as there are threads. */
export const bench: Bench = {
  name: 'probe',
  sabotages: SABOTAGES,
  parts: { streams: measureStreams },
}

async function measureStreams(ctx: BenchContext): Promise<void> {
  const peer = await ctx.findPeer({ program: 'ffprobe', apt: 'ffmpeg', versionArgs: ['-version'] })
  if (peer === undefined) return ctx.report({ bench: 'probe.streams', missing: 'ffprobe is not installed' })
  const films = makeFilms(ctx, ctx.isSmall ? 10 : 100)
  await using prober = createProber({ threads: 1 })
  if (ctx.sabotage !== 'cold') await prober.probe(films[0] ?? '')
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < (ctx.isSmall ? 1 : ROUNDS); round += 1) {
    ours.push(await timed(() => probeAll(ctx, films, prober)))
    theirs.push(await timed(() => askFfprobe(films, peer.path)))
  }
  const [oursMs, peerMs] = [median(ours), median(theirs)]
  ctx.report({
    bench: 'probe.streams',
    peer: 'ffprobe, one start for each file',
    peerVersion: peer.version,
    files: films.length,
    oursMs: rounded(oursMs),
    peerMs: rounded(peerMs),
    ratio: rounded(oursMs / peerMs),
    oursPerSecond: Math.round((films.length / oursMs) * 1000),
    bounds: ctx.isSmall && ctx.sabotage === undefined ? [] : [{ figure: 'ratio', atMost: 0.2 }],
  })
}

function makeFilms(ctx: BenchContext, count: number): string[] {
  const folder = join(ctx.cacheFolder, 'films')
  mkdirSync(folder, { recursive: true })
  const first = join(folder, 'film.mkv')
  const inputs = ['-f', 'lavfi', '-i', 'testsrc=d=4:s=1280x720:r=25', '-f', 'lavfi', '-i', 'sine=440:d=4']
  if (!existsSync(first)) spawnSync('ffmpeg', ['-v', 'error', ...inputs, ...FORM, first])
  return Array.from({ length: count }, (_, at) => {
    const film = join(folder, `film ${at}.mkv`)
    if (!existsSync(film)) copyFileSync(first, film)
    return film
  })
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function probeAll(ctx: BenchContext, films: readonly string[], warm: Prober): Promise<void> {
  for (const film of films) {
    ctx.signal.throwIfAborted()
    // Sabotaged, each file pays for a thread and a module of its own.
    await using own = ctx.sabotage === 'cold' ? createProber({ threads: 1 }) : undefined
    const answer = await (own ?? warm).probe(film)
    if (answer.kind === 'failed') throw new Error(answer.code)
  }
}

async function askFfprobe(films: readonly string[], path: string): Promise<void> {
  for (const film of films) {
    const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', `file:${film}`]
    JSON.parse(String(await runProgram({ path, args, timeoutMs: 60_000, maxOutputBytes: 1 << 20 })))
  }
}
