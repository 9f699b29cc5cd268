// `npm run bench -- NAME [--json] [--small] [--sabotage X] [--cache DIR]`: ends with 1 when a bound is broken, 2 when asked wrongly.
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, BenchRow } from './bench.ts'
import { findPeer } from './peers.ts'
import { brokenBounds, showRow } from './report.ts'

const NOT_BENCHES = new Set(['bench.ts', 'main.ts', 'paired.ts', 'peers.ts', 'report.ts'])

function benchNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !NOT_BENCHES.has(file))
    .map((file) => file.slice(0, -3))
}

function usage(problem: string): never {
  process.stderr.write(
    `${problem}\nusage: npm run bench -- NAME [--json] [--small] [--sabotage X] [--cache DIR]\nbenches: ${benchNames().join(', ')}\n`,
  )
  process.exit(2)
}

function readArguments(): {
  name: string
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
    return {
      name: String(positionals[0]),
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

async function main(): Promise<void> {
  const asked = readArguments()
  const bench = await loadBench(asked.name)
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
  await bench.run({
    isSmall: asked.small,
    sabotage: asked.sabotage,
    signal: stopping.signal,
    cacheFolder,
    note,
    report,
    findPeer: async (wish) => findPeer(wish, note),
  })
  process.exitCode = bad > 0 || rows === 0 ? 1 : 0
}

await main()
