import { readFileSync } from 'node:fs'
import type { SpawnedApp } from '../../test/spawn-app.ts'

const MIB_KIB = 1024
const TICK_MS = 10

/** Of the server's process with all of its threads, since it started. */
export function peakRssMiBOf({ child }: SpawnedApp): number {
  return Math.round(kibIn(child.pid, 'VmHWM') / MIB_KIB)
}

/** Of the programs that the server has started and that run now: ffmpeg, in the shell that counts it. */
export function programsRssMiBOf({ child }: SpawnedApp): number {
  const sum = (pid: number): number => childrenOf(pid).reduce((kib, one) => kib + kibIn(one, 'VmRSS') + sum(one), 0)
  return Math.round(sum(child.pid ?? 0) / MIB_KIB)
}

/** Of the server's process and the programs that it ran. */
export function cpuMsOf({ child }: SpawnedApp): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks * TICK_MS, 0)
}

/** 0 for a process that has ended. */
function kibIn(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number {
  const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(read(`/proc/${pid}/status`))
  return Number(found?.[1] ?? 0)
}

const childrenOf = (pid: number): number[] =>
  read(`/proc/${pid}/task/${pid}/children`).trim().split(/\s+/).filter(Boolean).map(Number)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}
