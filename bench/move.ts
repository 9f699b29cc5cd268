import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bench, BenchContext, Bound } from './bench.ts'
import type { AcrossResult, AcrossWish } from './move/across.ts'
import { openOurMover } from './move/ours.ts'
import { type BenchFile, countStray, countWrong, makeTree } from './move/tree.ts'
import { rounded, runPaired, timeProcess } from './paired.ts'

const run = promisify(execFile)

/** Every file at its place with its bytes and time, none left behind, no temporary file. */
const isRight = (files: number): readonly Bound[] => [
  { figure: 'done', is: files },
  { figure: 'wrongFiles', is: 0 },
  { figure: 'strayFiles', is: 0 },
]

export const bench: Bench = {
  name: 'move',
  // A disk that changes what it was given after it was verified, and a commit and sync for each file.
  sabotages: ['skip-verify', 'serial'],
  parts: {
    'one-device': (ctx) => inFolder(ctx, (folder) => moveOnOneDevice(ctx, folder)),
    'across-devices': (ctx) => inFolder(ctx, (folder) => moveAcross(ctx, folder)),
  },
}

async function inFolder(ctx: BenchContext, move: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(ctx.cacheFolder, 'run-'))
  try {
    await move(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function moveOnOneDevice(ctx: BenchContext, folder: string): Promise<void> {
  const shape = { files: ctx.isSmall ? 400 : 20_000, meanSize: 4000, seed: 7 }
  ctx.note(`making two trees of ${shape.files} files`)
  const files = makeTree(join(folder, 'ours'), shape)
  makeTree(join(folder, 'peer'), shape)
  for (const name of ['archive', 'data']) mkdirSync(join(folder, 'ours', name), { recursive: true })
  const peer = openPeer(join(folder, 'peer'), files)
  await using mover = await openOurMover({
    folder: join(folder, 'ours'),
    dataFolder: join(folder, 'ours', 'data'),
    files,
    portUrl: undefined,
    chunkSize: ctx.sabotage === 'serial' ? 1 : undefined,
  })
  let done = Infinity
  let commits = 0
  const ours = async (): Promise<number> => {
    const filed = await mover.fileAll()
    done = Math.min(done, filed.done)
    commits = Math.max(commits, filed.commits)
    return filed.ms
  }
  const rounds = ctx.isSmall ? 2 : 6
  const contenders = [
    { name: 'ours', run: ours },
    { name: 'mv', run: peer.run },
  ] as const
  const timings = await runPaired({ contenders: [...contenders], rounds, warmUps: 0, signal: ctx.signal })
  const filesPerSecond = Math.round(files.length / (timings.ms('ours') / 1000))
  const best = Math.min(...(timings.times.get('ours') ?? []))
  ctx.report({
    bench: 'move.one-device',
    peer: 'mv and sync',
    ratio: timings.ratio('ours', 'mv'),
    oursMs: timings.ms('ours'),
    peerMs: timings.ms('mv'),
    peerCommand: peer.command,
    files: files.length,
    filesPerSecond,
    bestFilesPerSecond: Math.round(files.length / (best / 1000)),
    commitsPerFile: rounded(commits / files.length),
    done,
    wrongFiles: countWrong(files, mover),
    strayFiles: countStray(folder),
    bounds: [
      ...isRight(files.length),
      { figure: 'commitsPerFile', atMost: 0.1 },
      ...(ctx.isSmall ? [] : [{ figure: 'filesPerSecond', atLeast: 5000 }]),
    ],
  })
}

/** One `mv` for each target folder, there and back in turns, and one sync at the end: neither journal nor check. */
function openPeer(folder: string, files: readonly BenchFile[]) {
  let isFiled = false
  const script = (filed: boolean): string => {
    const groups = Map.groupBy(
      files,
      (file) => `${filed ? 'inbox' : 'archive'}/${(filed ? file.from : file.to).replace(/\/[^/]*$/, '')}`,
    )
    const lines = [...groups].map(([target, members]) => {
      const sources = members.map((file) => `${filed ? 'archive' : 'inbox'}/${filed ? file.to : file.from}`)
      return `mkdir -p ${target} && mv -n -t ${target} ${sources.join(' ')}`
    })
    return `set -e\ncd ${folder}\n${lines.join('\n')}\nsync -f .\n`
  }
  for (const filed of [false, true]) writeFileSync(join(folder, `move-${filed}.sh`), script(filed))
  return {
    command: 'for each target folder: mv -n -t <target> <files>; at the end: sync -f .',
    async run(): Promise<number> {
      const ms = await timeProcess({ command: 'sh', args: [join(folder, `move-${isFiled}.sh`)] })
      isFiled = !isFiled
      return ms
    },
  }
}

async function moveAcross(ctx: BenchContext, folder: string): Promise<void> {
  const row = { bench: 'move.across-devices', peer: 'cp, sync and sha256sum of both sides' }
  const canMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
  if (!canMount) return ctx.report({ ...row, missing: 'needs root and unshare for a bind mount', isOptional: true })
  ctx.note('copying across a bind mount')
  const shape = ctx.isSmall ? { files: 40, meanSize: 50_000, seed: 8 } : { files: 1000, meanSize: 540_000, seed: 8 }
  const wish: AcrossWish = { folder, shape, rounds: ctx.isSmall ? 1 : 5, isSabotaged: ctx.sabotage === 'skip-verify' }
  const env = { ...process.env, PATCHBAY_TEST_FAULTS: JSON.stringify({ sabotage: 'skip-verify' }) }
  const program = join(import.meta.dirname, 'move', 'across.ts')
  const { stdout } = await run('unshare', ['-m', process.execPath, program, JSON.stringify(wish)], {
    env,
    signal: ctx.signal,
  })
  const result = JSON.parse(stdout) as AcrossResult
  const megabytesPerSecond = Math.round(result.bytes / 1e6 / (result.oursMs / 1000))
  const bounds = [...isRight(shape.files), ...(ctx.isSmall ? [] : [{ figure: 'ratio', atMost: 1.5 }])]
  ctx.report({ ...row, ...result, megabytesPerSecond, bounds })
}
