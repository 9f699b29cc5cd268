import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { once } from 'node:events'

export interface PairedPlan {
  /** One run of each contender in every round; answers how long it took, in ms. The first is held against the second. */
  contenders: readonly [Contender, Contender, ...Contender[]]
  rounds: number
  /** Untimed rounds before, to warm caches. Default 1. */
  warmUps?: number
  signal?: AbortSignal
}

export interface Contender {
  name: string
  run: () => Promise<number>
}

export interface Timings {
  /** Times of each contender in ms, one for each round. */
  times: ReadonlyMap<string, readonly number[]>
  /** Median over the rounds of `a`'s time over `b`'s of the same round. */
  ratio(a: string, b: string): number
  /** Median time in ms. */
  ms(name: string): number
}

/** Runs contenders in turns, forwards and backwards alternately, so that what disturbs the machine disturbs all of them. */
export async function runPaired(plan: PairedPlan): Promise<Timings> {
  const times = new Map(plan.contenders.map(({ name }) => [name, [] as number[]]))
  const warmUps = plan.warmUps ?? 1
  for (let round = -warmUps; round < plan.rounds; round++) {
    const order = round % 2 === 0 ? plan.contenders : plan.contenders.toReversed()
    for (const contender of order) {
      plan.signal?.throwIfAborted()
      const ms = await contender.run()
      if (round >= 0) times.get(contender.name)?.push(ms)
    }
  }
  const of = (name: string): readonly number[] => times.get(name) ?? []
  return {
    times,
    ratio: (a, b) => rounded(median(of(a).map((ms, round) => ms / (of(b)[round] ?? Number.NaN)))),
    ms: (name) => Math.round(median(of(name))),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** Three digits are more than such a machine can tell. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000

export interface TimedProcess {
  command: string
  args: readonly string[]
  /** Where standard output goes; thrown away when absent. */
  stdoutFile?: string
  cwd?: string
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
}

/**
 * Wall time of one process from start to end, in ms.
 * @throws when it can't be started or ends with anything but 0
 */
export async function timeProcess(process_: TimedProcess): Promise<number> {
  const out = process_.stdoutFile === undefined ? undefined : openSync(process_.stdoutFile, 'w')
  try {
    const startedAt = performance.now()
    const child = spawn(process_.command, process_.args, {
      stdio: ['ignore', out ?? 'ignore', 'pipe'],
      cwd: process_.cwd,
      env: process_.env ?? process.env,
      signal: process_.signal,
    })
    let complaint = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (complaint.length < 4096) complaint += text
    })
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null]
    const ms = performance.now() - startedAt
    if (code !== 0) throw new Error(`${process_.command} ended with ${code ?? killedBy}: ${complaint.trim()}`)
    return ms
  } finally {
    if (out !== undefined) closeSync(out)
  }
}
