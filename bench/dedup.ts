import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench, BenchContext, BenchRow, Bound, Peer } from './bench.ts'
import { planMedia, planTiny, TINY_PARTS } from './dedup/plans.ts'
import { isSameSet, lenientSet, readGroups, strictSet, trueGroups } from './dedup/truth.ts'
import { ensureTree, type TreePlan } from './dedup/tree.ts'
import { rounded, runPaired, timeProcess } from './paired.ts'

// -H off: names of one inode are no duplicates; -z off: empty files neither; bytes are compared before a group is printed.
const PEER_ARGS = ['-r', '-q', '-0']
const EXACT: readonly Bound[] = [
  { figure: 'isTrue', is: true },
  { figure: 'equalsPeer', is: true },
]

interface Report {
  peakKiB: number
  files: number
  opened: number
  groupCount: number
  unreadable: number
  changed: number
}

interface Tree {
  plan: TreePlan
  root: string
}

interface Stage {
  ctx: BenchContext
  peer: Peer | undefined
  rounds: number
}

export const bench: Bench = {
  name: 'dedup',
  sabotages: ['drop-group', 'trust-size', 'keep-hardlinks', 'ignore-cache', 'hoard'],
  parts: {
    media: (ctx) => runOn(ctx, planMedia, runMedia),
    tiny: (ctx) => runOn(ctx, planTiny, runTiny),
    memory: (ctx) => runOn(ctx, planTiny, runMemory),
  },
}

async function runOn(
  ctx: BenchContext,
  planOf: (isSmall: boolean) => TreePlan,
  run: (stage: Stage, tree: Tree) => Promise<void>,
): Promise<void> {
  const peer = await ctx.findPeer({ program: 'jdupes', apt: 'jdupes', versionArgs: ['-v'] })
  await run({ ctx, peer, rounds: ctx.isSmall ? 1 : 7 }, await openTree(ctx, planOf(ctx.isSmall)))
}

async function openTree(ctx: BenchContext, plan: TreePlan): Promise<Tree> {
  return { plan, root: await ensureTree(ctx.cacheFolder, plan, ctx.note) }
}

interface OurRun {
  name: string
  roots: readonly string[]
  cache?: string
  store?: string
}

const fileOf = ({ ctx }: Stage, name: string): string => join(ctx.cacheFolder, name)

function runOurs(stage: Stage, { name, roots, cache, store }: OurRun): Promise<number> {
  const options = Object.entries({ cache, store, report: fileOf(stage, `${name}.json`), sabotage: stage.ctx.sabotage })
  const args = options.flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`, value]))
  // As an installed program has it after its first start.
  const env = { ...process.env, NODE_COMPILE_CACHE: fileOf(stage, 'compiled') }
  const program = join(import.meta.dirname, 'dedup', 'ours.ts')
  return timeProcess({
    command: process.execPath,
    args: [program, ...args, ...roots],
    stdoutFile: fileOf(stage, `${name}.groups`),
    env,
    signal: stage.ctx.signal,
  })
}

function runPeer(stage: Stage, name: string, roots: readonly string[]): Promise<number> {
  if (stage.peer === undefined) return Promise.resolve(Number.NaN)
  const { path } = stage.peer
  return timeProcess({
    command: path,
    args: [...PEER_ARGS, ...roots],
    stdoutFile: fileOf(stage, `${name}.groups`),
    signal: stage.ctx.signal,
  })
}

const readReport = (stage: Stage, name: string): Report =>
  JSON.parse(readFileSync(fileOf(stage, `${name}.json`), 'utf8')) as Report

/** Compares the groups of the last run of ours and of the peer with the generator's knowledge and with each other. */
function exactness(stage: Stage, ours: string, { root, plan }: Tree): Pick<BenchRow, string> {
  const truth = trueGroups(plan)
  const groups = strictSet(readGroups(fileOf(stage, `${ours}.groups`), root, plan))
  const peers =
    stage.peer === undefined ? undefined : lenientSet(readGroups(fileOf(stage, `${plan.name}-peer.groups`), root, plan))
  return {
    isTrue: isSameSet(groups, truth),
    equalsPeer: peers === undefined ? undefined : isSameSet(groups, peers),
    groups: groups.size,
    trueGroups: truth.size,
  }
}

function peerFacts({ peer }: Stage, { root }: Tree): Partial<BenchRow> {
  if (peer === undefined) return { peer: 'jdupes', missing: 'jdupes (apt package jdupes)' }
  return { peer: 'jdupes', peerCommand: [peer.path, ...PEER_ARGS, root].join(' '), peerVersion: peer.version }
}

function bounds({ ctx }: Stage, ratio: number, others: readonly Bound[] = []): Bound[] {
  return [...EXACT, ...others, ...(ctx.isSmall ? [] : [{ figure: 'ratio', atMost: ratio }])]
}

async function runMedia(stage: Stage, tree: Tree): Promise<void> {
  const timings = await runPaired({
    contenders: [
      { name: 'ours', run: () => runOurs(stage, { name: 'media-ours', roots: [tree.root] }) },
      { name: 'peer', run: () => runPeer(stage, `${tree.plan.name}-peer`, [tree.root]) },
    ],
    rounds: stage.rounds,
    warmUps: stage.ctx.isSmall ? 0 : 1,
    signal: stage.ctx.signal,
  })
  const { files, peakKiB, unreadable, changed } = readReport(stage, 'media-ours')
  stage.ctx.report({
    bench: 'dedup.media',
    ...peerFacts(stage, tree),
    ratio: timings.ratio('ours', 'peer'),
    oursMs: timings.ms('ours'),
    peerMs: timings.ms('peer'),
    bounds: bounds(stage, 0.75, [{ figure: 'peakRssMiB', atMost: 320 }]),
    ...exactness(stage, 'media-ours', tree),
    files,
    unreadable,
    changed,
    peakRssMiB: Math.round(peakKiB / 1024),
    rounds: stage.rounds,
  })
}

async function runTiny(stage: Stage, tree: Tree): Promise<void> {
  const cache = fileOf(stage, `${tree.plan.name}.known`)
  await runOurs(stage, { name: 'tiny-first', roots: [tree.root], store: cache })
  const timings = await runPaired({
    contenders: [
      { name: 'ours', run: () => runOurs(stage, { name: 'tiny-ours', roots: [tree.root] }) },
      { name: 'peer', run: () => runPeer(stage, `${tree.plan.name}-peer`, [tree.root]) },
      { name: 'again', run: () => runOurs(stage, { name: 'tiny-again', roots: [tree.root], cache }) },
    ],
    rounds: stage.rounds,
    warmUps: stage.ctx.isSmall ? 0 : 1,
    signal: stage.ctx.signal,
  })
  const row = (part: string, name: 'ours' | 'again'): BenchRow => {
    const { files, opened, peakKiB } = readReport(stage, `tiny-${name}`)
    const figures = { ratio: timings.ratio(name, 'peer'), oursMs: timings.ms(name), peerMs: timings.ms('peer') }
    return {
      bench: part,
      ...peerFacts(stage, tree),
      ...figures,
      ...exactness(stage, `tiny-${name}`, tree),
      files,
      opened,
      peakRssMiB: Math.round(peakKiB / 1024),
      rounds: stage.rounds,
    }
  }
  stage.ctx.report({
    ...row('dedup.tiny', 'ours'),
    bounds: bounds(stage, 0.9, [{ figure: 'peakRssMiB', atMost: 320 }]),
  })
  const again = row('dedup.again', 'again')
  stage.ctx.report({
    ...again,
    bounds: bounds(stage, 0.3, [
      { figure: 'peakRssMiB', atMost: 320 },
      { figure: 'opened', is: 0 },
    ]),
  })
}

/** Peak memory over a quarter, a half and all of the tiny tree, and what each further file adds. */
async function runMemory(stage: Stage, tree: Tree): Promise<void> {
  const samples: { files: number; peakKiB: number }[] = []
  for (const parts of [1, 2, TINY_PARTS]) {
    const roots = Array.from({ length: parts }, (_, part) => join(tree.root, `part-${part}`))
    const peaks: number[] = []
    for (let round = 0; round < (stage.ctx.isSmall ? 1 : 3); round++) {
      await runOurs(stage, { name: 'memory', roots, store: fileOf(stage, 'memory.known') })
      peaks.push(readReport(stage, 'memory').peakKiB)
    }
    samples.push({
      files: readReport(stage, 'memory').files,
      peakKiB: peaks.toSorted((a, b) => a - b)[peaks.length >> 1] as number,
    })
  }
  const growth = samples.slice(1).map((sample, at) => kibPerFile(samples[at] as typeof sample, sample))
  stage.ctx.report({
    bench: 'dedup.memory',
    peakRssMiB: Math.round(Math.max(...samples.map(({ peakKiB }) => peakKiB)) / 1024),
    kibPerFile: Math.max(...growth),
    growth,
    samples,
    bounds: stage.ctx.isSmall
      ? [{ figure: 'peakRssMiB', atMost: 320 }]
      : [
          { figure: 'peakRssMiB', atMost: 320 },
          { figure: 'kibPerFile', atMost: 1 },
        ],
  })
}

function kibPerFile(from: { files: number; peakKiB: number }, to: { files: number; peakKiB: number }): number {
  return rounded((to.peakKiB - from.peakKiB) / (to.files - from.files))
}
