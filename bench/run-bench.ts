import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { BenchRow } from './bench.ts'

export interface RanBench {
  status: number | null
  rows: (BenchRow & { ok: boolean })[]
  complaint: string
}

/** Runs a bench as a person does, on its small load, and reads what it prints; for tests. */
export function runBench(...args: string[]): RanBench {
  const command = [join(import.meta.dirname, 'main.ts'), ...args, '--small', '--json']
  const ran = spawnSync(process.execPath, command, { encoding: 'utf8' })
  const lines = ran.stdout.split('\n').filter((line) => line.startsWith('{'))
  const rows = lines.map((line) => JSON.parse(line) as BenchRow & { ok: boolean })
  return { status: ran.status, rows, complaint: ran.stderr }
}
