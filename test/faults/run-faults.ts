import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface Total {
  cycles: number
  kills: number
  lost: number
  doubled: number
  stray: number
  misplaced: number
  unacknowledged: number
  failed: number
}

/** The harness as a person starts it. */
export function runFaults<Found = Total>(...args: string[]): { status: number | null; total: Found; said: string } {
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--json', ...args], {
    encoding: 'utf8',
  })
  const last = ran.stdout.trim().split('\n').at(-1) ?? '{}'
  return { status: ran.status, total: JSON.parse(last) as Found, said: `${ran.stdout}${ran.stderr}` }
}
