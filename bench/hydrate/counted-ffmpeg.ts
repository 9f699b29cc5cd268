import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../src/kernel/find-program.ts'

export interface CountedPrograms {
  /** To stand first in PATH. */
  folder: string
  starts(): number
  /** How many ran at the same time at most. */
  atOnce(): number
}

/** An ffmpeg in front of the real one that writes down when it starts and ends. @param isTwofold sabotage: it starts a second one */
export function countFfmpeg(folder: string, { isTwofold }: { isTwofold: boolean }): CountedPrograms | undefined {
  const real = findProgram('ffmpeg')
  if (real === undefined) return undefined
  mkdirSync(folder, { recursive: true })
  const log = join(folder, 'log')
  const file = join(folder, 'ffmpeg')
  const second = isTwofold ? `echo + >> ${log}; ${real} "$@" > /dev/null 2>&1; echo - >> ${log}\n` : ''
  const both = second === '' ? '' : `( ${second.trim()} ) &\n`
  const lines = `echo + >> ${log}\n${real} "$@"\ncode=$?\n${isTwofold ? 'wait\n' : ''}echo - >> ${log}\nexit $code\n`
  writeFileSync(file, `#!/bin/sh\n${both}${lines}`)
  chmodSync(file, 0o755)
  const marks = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
  return {
    folder,
    starts: () => marks().filter((mark) => mark === '+').length,
    atOnce() {
      let [running, most] = [0, 0]
      for (const mark of marks()) {
        running += mark === '+' ? 1 : -1
        most = Math.max(most, running)
      }
      return most
    },
  }
}
