import { createCipheriv } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import type { Bench, BenchContext, Bound, Peer } from './bench.ts'
import { openOurCheck } from './bitrot/our-check.ts'
import { runPaired, timeProcess } from './paired.ts'

/** At least 0.8 times as fast as `sha256sum --check` of the same files. */
const SLOWEST = 1.25
const FLIPPED = 3

interface Shape {
  name: string
  files: number
  /** Size of file n. */
  sizeOf: (n: number) => number
}

const KB = 1000
const shapes = (isSmall: boolean): Record<'media' | 'small', Shape> => ({
  // Pictures of 0.3 to 0.9 MB, and one film of 40 MB for each two hundred.
  media: {
    name: 'media',
    files: isSmall ? 60 : 2000,
    sizeOf: (n) => (n % 200 === 199 ? 40_000 * KB : (300 + ((n * 7919) % 600)) * KB),
  },
  small: { name: 'small', files: isSmall ? 200 : 20_000, sizeOf: (n) => 1 + ((n * 7919) % 16_000) },
})

export const bench: Bench = {
  name: 'bitrot',
  // A check that takes the hash on record for what it would have read.
  sabotages: ['skip-read'],
  parts: {
    media: (ctx) => run(ctx, shapes(ctx.isSmall).media),
    small: (ctx) => run(ctx, shapes(ctx.isSmall).small),
  },
}

async function run(ctx: BenchContext, shape: Shape): Promise<void> {
  const peer = await ctx.findPeer({ program: 'sha256sum', apt: 'coreutils', versionArgs: ['--version'] })
  const folder = join(ctx.cacheFolder, `${shape.name}-${shape.files}`)
  makeTree(ctx, folder, shape)
  await using ours = await openOurCheck({ folder, isReading: ctx.sabotage !== 'skip-read' })
  const first = await ours.checkAll()
  const sumsFile = `${folder}.sums`
  writeFileSync(sumsFile, (await ours.hashes()).map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''))
  if (peer === undefined) {
    ctx.report({ bench: `bitrot.${shape.name}`, peer: 'sha256sum', missing: 'sha256sum (apt package coreutils)' })
    return
  }
  const args = ['--check', '--quiet', sumsFile]
  let files = 0
  const timings = await runPaired({
    contenders: [
      {
        name: 'ours',
        run: async () => {
          const checked = await ours.checkAll()
          files = checked.files
          return checked.ms
        },
      },
      { name: 'peer', run: () => timeProcess({ command: peer.path, args, cwd: folder, signal: ctx.signal }) },
      { name: 'one', run: async () => (await ours.checkAll('one')).ms },
    ],
    rounds: ctx.isSmall ? 1 : 5,
    signal: ctx.signal,
  })
  const flips = await flipAndCheck(ours, { peer, args, folder })
  const bounds: Bound[] = [
    { figure: 'filesRead', is: shape.files },
    { figure: 'flippedFound', is: FLIPPED },
    { figure: 'wronglyNamed', is: 0 },
    { figure: 'equalsPeer', is: true },
    ...(ctx.isSmall ? [] : [{ figure: 'ratio', atMost: SLOWEST }]),
  ]
  const perSecond = (ms: number): number => Math.round((first.bytes / ms) * 1000)
  ctx.report({
    bench: `bitrot.${shape.name}`,
    peer: 'sha256sum',
    peerVersion: peer.version,
    peerCommand: `cd ${folder} && ${[peer.path, ...args].join(' ')}`,
    ratio: timings.ratio('ours', 'peer'),
    oursMs: timings.ms('ours'),
    peerMs: timings.ms('peer'),
    bounds,
    filesRead: files,
    bytes: first.bytes,
    bytesPerSecond: perSecond(timings.ms('ours')),
    peerBytesPerSecond: perSecond(timings.ms('peer')),
    filesPerSecond: Math.round((files / timings.ms('ours')) * 1000),
    threads: 2,
    ratioOfOneThread: timings.ratio('one', 'peer'),
    ...flips,
  })
}

/** Which of the flipped files the check names, and whether the peer names the same. */
async function flipAndCheck(
  ours: Awaited<ReturnType<typeof openOurCheck>>,
  { peer, args, folder }: { peer: Peer; args: readonly string[]; folder: string },
) {
  const files = await ours.hashes()
  const flipped = flipBytes(folder, files)
  await ours.checkAll()
  const found = await ours.findings()
  const peerFound = failedOf(peer, args, folder)
  flipBytes(folder, files)
  return {
    flippedFound: found.filter((path) => flipped.includes(path)).length,
    wronglyNamed: found.filter((path) => !flipped.includes(path)).length,
    equalsPeer: JSON.stringify(found) === JSON.stringify(peerFound),
  }
}

/** The same tree on every machine, kept between runs. */
function makeTree(ctx: BenchContext, folder: string, { files, sizeOf }: Shape): void {
  const done = `${folder}.complete`
  if (existsSync(done)) return
  ctx.note(`making a tree of ${files} files`)
  rmSync(folder, { recursive: true, force: true })
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  for (let n = 0; n < files; n++) {
    const file = join(folder, String(2000 + (n % 20)), String(n % 12), `${n}.jpg`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, stream.update(Buffer.alloc(sizeOf(n))))
  }
  writeFileSync(done, '')
}

/** Turns one byte in each of a few files and puts their times back; done twice, all is as it was. */
function flipBytes(folder: string, files: readonly { path: string }[]): string[] {
  const chosen = Array.from(
    { length: FLIPPED },
    (_none, n) => files[Math.floor((files.length * (n + 0.5)) / FLIPPED)]?.path ?? '',
  )
  for (const path of chosen) {
    const file = join(folder, path)
    const { atime, mtime } = statSync(file)
    const bytes = readFileSync(file)
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    writeFileSync(file, bytes)
    utimesSync(file, atime, mtime)
  }
  return chosen.toSorted()
}

/** Names that the peer says are not as they were. */
function failedOf(peer: Peer, args: readonly string[], folder: string): string[] {
  const { stdout } = spawnSync(peer.path, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return stdout
    .split('\n')
    .flatMap((line) => /^(.*): FAILED$/.exec(line)?.[1] ?? [])
    .toSorted()
}
