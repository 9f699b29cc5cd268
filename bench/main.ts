// `npm run bench -- NAME[.PART] [--json] [--small] [--sabotage X] [--cache DIR]`: ends with 1 when a bound is broken, 2 when asked wrongly.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, BenchContext, BenchRow } from './bench.ts'
import { findPeer } from './peers.ts'
import { brokenBounds, showRow } from './report.ts'

const NOT_BENCHES = new Set(['bench.ts', 'main.ts', 'paired.ts', 'peers.ts', 'report.ts', 'run-bench.ts'])

function benchNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !NOT_BENCHES.has(file))
    .map((file) => file.slice(0, -3))
}

function usage(problem: string): never {
  process.stderr.write(
    `${problem}\nusage: npm run bench -- NAME[.PART] [--json] [--small] [--sabotage X] [--cache DIR]\nbenches: ${benchNames().join(', ')}\n`,
  )
  process.exit(2)
}

function readArguments(): {
  name: string
  part: string | undefined
  json: boolean
  small: boolean
  sabotage: string | undefined
  cache: string | undefined
} {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        small: { type: 'boolean' },
        sabotage: { type: 'string' },
        cache: { type: 'string' },
      },
    })
    if (positionals.length !== 1) usage('one bench at a time')
    const [name = '', ...rest] = String(positionals[0]).split('.')
    return {
      name,
      part: rest.length === 0 ? undefined : rest.join('.'),
      json: values.json === true,
      small: values.small === true,
      sabotage: values.sabotage,
      cache: values.cache,
    }
  } catch (error) {
    usage((error as Error).message)
  }
}

async function loadBench(name: string): Promise<Bench> {
  if (!/^[a-z-]+$/.test(name) || !existsSync(join(import.meta.dirname, `${name}.ts`)))
    usage(`there is no bench "${name}"`)
  return ((await import(`./${name}.ts`)) as { bench: Bench }).bench
}

function partsOf(bench: Bench, part: string | undefined): Bench['parts'][string][] {
  if (part === undefined) return Object.values(bench.parts)
  const run = bench.parts[part]
  return run === undefined ? usage(`${bench.name} has these parts: ${Object.keys(bench.parts).join(', ')}`) : [run]
}

async function main(): Promise<void> {
  const asked = readArguments()
  const bench = await loadBench(asked.name)
  const parts = partsOf(bench, asked.part)
  if (asked.sabotage !== undefined && !bench.sabotages.includes(asked.sabotage))
    usage(`${asked.name} knows these sabotages: ${bench.sabotages.join(', ')}`)
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort(new Error(signal)))
  const note = (text: string): void => void process.stderr.write(`${text}\n`)
  let [rows, bad] = [0, 0]
  const report = (row: BenchRow): void => {
    rows += 1
    if (brokenBounds(row).length > 0) bad += 1
    process.stdout.write(
      `${asked.json ? JSON.stringify({ ...row, ok: brokenBounds(row).length === 0 }) : showRow(row)}\n`,
    )
  }
  const cacheFolder = asked.cache ?? join(tmpdir(), 'patchbay-bench', asked.name)
  mkdirSync(cacheFolder, { recursive: true })
  const ctx: BenchContext = {
    isSmall: asked.small,
    sabotage: asked.sabotage,
    signal: stopping.signal,
    cacheFolder,
    note,
    report,
    findPeer: async (wish) => findPeer(wish, note),
  }
  for (const run of parts) {
    stopping.signal.throwIfAborted()
    await run(ctx)
  }
  process.exitCode = bad > 0 || rows === 0 ? 1 : 0
}

await main()
