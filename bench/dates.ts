import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AssetDateFinding } from '../src/media/capture-date/asset-date.ts'
import { openMediaThreads, type MediaAnswer, type MediaThreads } from '../src/media/media-threads.ts'
import type { Bench, BenchContext, Bound, Peer } from './bench.ts'
import { LIBRARY_ZONE } from './dates/cases.ts'
import { STILL_CASES } from './dates/__fixtures__/stills.ts'
import { VIDEO_CASES } from './dates/__fixtures__/videos.ts'
import { checkCases, isSameTime, prepareCases } from './dates/check-cases.ts'
import { SABOTAGES } from './dates/sabotage.ts'
import { ensureTree, type SpeedTree } from './dates/trees.ts'
import { runPaired, timeProcess } from './paired.ts'

// The fastest options with which exiftool still gives the same answer: -fast2 for stills; none for films, where it (and
// -fast) finds no date behind the media. -n leaves out the words, -T prints one line a file.
const PEER_STILLS = [
  '-fast2',
  '-n',
  '-q',
  '-T',
  '-FilePath',
  '-EXIF:DateTimeOriginal',
  '-EXIF:CreateDate',
  '-EXIF:OffsetTimeOriginal',
  '-EXIF:SubSecTimeOriginal',
]
const PEER_VIDEOS = [
  '-n',
  '-q',
  '-T',
  '-api',
  'QuickTimeUTC',
  '-FilePath',
  '-Keys:CreationDate',
  '-QuickTime:CreateDate',
]
const PLAIN = ['-config', '']
const FILES = { jpeg: 2000, heic: 600, video: 600 } as const
const FILES_SMALL = 80
const TWENTY_TIMES = 0.05

export const bench: Bench = {
  name: 'dates',
  sabotages: Object.keys(SABOTAGES),
  parts: {
    odd: (ctx) => besidePeer(ctx, 'odd', (peer) => runOddFiles(ctx, peer)),
    jpeg: (ctx) => besidePeer(ctx, 'jpeg', (peer) => runSpeed(ctx, peer, 'jpeg')),
    heic: (ctx) => besidePeer(ctx, 'heic', (peer) => runSpeed(ctx, peer, 'heic')),
    video: (ctx) => besidePeer(ctx, 'video', (peer) => runSpeed(ctx, peer, 'video')),
  },
}

async function besidePeer(ctx: BenchContext, part: string, run: (peer: Peer) => Promise<void>): Promise<void> {
  const peer = await ctx.findPeer({ program: 'exiftool', apt: 'libimage-exiftool-perl', versionArgs: ['-ver'] })
  const ffmpeg = await ctx.findPeer({ program: 'ffmpeg', apt: 'ffmpeg', versionArgs: ['-version'] })
  if (peer !== undefined && ffmpeg !== undefined) return run(peer)
  const missing = peer === undefined ? 'exiftool (apt package libimage-exiftool-perl)' : 'ffmpeg (apt package ffmpeg)'
  ctx.report({ bench: `dates.${part}`, peer: 'exiftool', missing })
}

async function runOddFiles(ctx: BenchContext, peer: Peer): Promise<void> {
  const cases = [...STILL_CASES, ...VIDEO_CASES]
  const written = await prepareCases(join(ctx.cacheFolder, 'odd'), cases)
  const results = checkCases(written, ctx.sabotage === undefined ? undefined : SABOTAGES[ctx.sabotage])
  for (const { odd, found, isRight, isJunkRefused, equalsPeer, peerValue } of results) {
    if (isRight && isJunkRefused && equalsPeer !== false) continue
    ctx.note(
      `${odd.name}: expected ${odd.local} from ${odd.source}, got ${JSON.stringify(found)}${peerValue === undefined ? '' : `, exiftool ${peerValue}`}`,
    )
  }
  const bounds: Bound[] = [
    { figure: 'writtenByPeer', atLeast: 60 },
    { figure: 'wrong', atMost: 0 },
    { figure: 'differsFromPeer', atMost: 0 },
    { figure: 'junkTaken', atMost: 0 },
  ]
  ctx.report({
    bench: 'dates.odd',
    peer: 'exiftool',
    peerVersion: peer.version,
    bounds,
    files: cases.length,
    writtenByPeer: cases.filter((odd) =>
      [odd, ...(odd.beside ?? [])].some(({ tags, base }) => tags.length > 0 && base !== 'takeout'),
    ).length,
    comparedWithPeer: results.filter(({ equalsPeer }) => equalsPeer !== undefined).length,
    refusals: cases.reduce((sum, odd) => sum + (odd.refused?.length ?? 0), 0),
    wrong: results.filter(({ isRight }) => !isRight).length,
    differsFromPeer: results.filter(({ equalsPeer }) => equalsPeer === false).length,
    junkTaken: results.filter(({ isJunkRefused }) => !isJunkRefused).length,
  })
}

async function runSpeed(ctx: BenchContext, peer: Peer, kind: SpeedTree['kind']): Promise<void> {
  const tree = await ensureTree(ctx.cacheFolder, kind, ctx.isSmall ? FILES_SMALL : FILES[kind])
  const args = [...PLAIN, ...(tree.kind === 'video' ? PEER_VIDEOS : PEER_STILLS), tree.folder]
  const stdoutFile = join(ctx.cacheFolder, `${tree.kind}-peer.txt`)
  await using one = openMediaThreads(1)
  await using all = openMediaThreads(2)
  let answers: MediaAnswer<AssetDateFinding>[] = []
  const coldMs = await timed(async () => (answers = await read(one, tree)))
  const timings = await runPaired({
    contenders: [
      { name: 'ours', run: () => timed(async () => (answers = await read(one, tree))) },
      {
        name: 'peer',
        run: () =>
          timeProcess({
            command: peer.path,
            args,
            stdoutFile,
            env: { ...process.env, TZ: LIBRARY_ZONE },
            signal: ctx.signal,
          }),
      },
      { name: 'two', run: () => timed(() => read(all, tree)) },
    ],
    rounds: ctx.isSmall ? 1 : 3,
    signal: ctx.signal,
  })
  const rate = (ms: number): number => Math.round((tree.paths.length / ms) * 1000)
  const bounds: Bound[] = [
    { figure: 'differsFromPeer', atMost: 0 },
    ...(ctx.isSmall ? [] : [{ figure: 'ratio', atMost: TWENTY_TIMES }]),
  ]
  ctx.report({
    bench: `dates.${tree.kind}`,
    peer: 'exiftool',
    peerVersion: peer.version,
    peerCommand: `TZ=${LIBRARY_ZONE} ${[peer.path, ...args.map((arg) => (arg === '' ? "''" : arg))].join(' ')}`,
    ratio: timings.ratio('ours', 'peer'),
    oursMs: timings.ms('ours'),
    peerMs: timings.ms('peer'),
    bounds,
    files: tree.paths.length,
    filesPerSecond: rate(timings.ms('ours')),
    peerFilesPerSecond: rate(timings.ms('peer')),
    threads: 1,
    ratioOfTwoThreads: timings.ratio('two', 'peer'),
    coldMs: Math.round(coldMs),
    differsFromPeer: differences(tree, answers, readFileSync(stdoutFile, 'utf8')),
  })
}

async function read(threads: MediaThreads, tree: SpeedTree): Promise<MediaAnswer<AssetDateFinding>[]> {
  const assets = tree.paths.map((path) => [{ path, role: tree.kind === 'video' ? 'video' : 'still' } as const])
  return threads.readCaptureDates(assets, { context: { timeZone: LIBRARY_ZONE } })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Files whose date is not the one that exiftool printed. */
function differences(tree: SpeedTree, answers: readonly MediaAnswer<AssetDateFinding>[], printed: string): number {
  const peer = new Map(
    printed
      .trim()
      .split('\n')
      .map((line) => [line.split('\t')[0], line.split('\t').slice(1)]),
  )
  return tree.paths.filter((path, i) => {
    const answer = answers[i]
    const values = peer.get(path) ?? []
    const [first = '-', second = '-', , fraction = '-'] = values
    const expected = tree.kind === 'video' ? (first === '-' ? second : first) : `${first}.${fraction}`
    return answer?.kind !== 'read' || !isSameTime(answer.found.date?.local ?? '', expected)
  }).length
}
