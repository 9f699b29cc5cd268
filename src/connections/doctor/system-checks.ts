import { execFile } from 'node:child_process'
import type { Db } from '../../db/db.ts'
import type { AppError } from '../../kernel/errors.ts'
import { sayError } from '../../kernel/words.ts'
import type { RootStatus, Roots } from '../../transfer/index.ts'
import type { DoctorCheck, Finding } from './doctor.ts'
import { askDatabase } from '../store.ts'

const GIB = 1024 ** 3
/** Below this, work that copies will soon have to wait. */
const LITTLE_SPACE_BYTES = 5 * GIB
const PROBE_MS = 5000

export function databaseCheck(db: Db): DoctorCheck {
  return {
    id: 'database',
    area: 'system',
    async run() {
      return [{ level: 'ok', code: 'database', params: { kind: db.dialect, migrations: await askDatabase(db) } }]
    },
  }
}

export function rootsCheck(roots: Roots): DoctorCheck {
  return {
    id: 'roots',
    area: 'archive',
    async run() {
      const findings: Finding[] = []
      const used = (await roots.list()).filter(({ isRetired }) => !isRetired)
      for (const root of used) findings.push(findingOf(root.name, root.path, await roots.check(root.id)))
      return findings
    },
  }
}

function findingOf(name: string, path: string, status: RootStatus): Finding {
  if (status.kind === 'offline')
    return { level: 'bad', code: `root-offline.${status.reason}`, params: { root: name, path } }
  const params = { root: name, path, freeGb: Math.floor(status.freeBytes / 1e9) }
  if (status.isReadOnly) return { level: 'bad', code: 'root-read-only', params }
  if (status.freeBytes < LITTLE_SPACE_BYTES) return { level: 'warn', code: 'root-little-space', params }
  return { level: 'ok', code: 'root-online', params }
}

/** Programs that make more possible; nothing breaks without them. */
export function toolsCheck(tools: readonly { name: string; versionArgs: readonly string[] }[]): DoctorCheck {
  return {
    id: 'tools',
    area: 'system',
    run: (signal) => Promise.all(tools.map((tool) => probeTool(tool, signal))),
  }
}

function probeTool(
  { name, versionArgs }: { name: string; versionArgs: readonly string[] },
  signal: AbortSignal,
): Promise<Finding> {
  return new Promise((resolve) => {
    execFile(name, [...versionArgs], { signal, timeout: PROBE_MS, maxBuffer: 1 << 20 }, (error, stdout) => {
      const version = /version (\S+)/.exec(stdout)?.[1] ?? ''
      resolve(
        error === null
          ? { level: 'ok', code: 'tool-found', params: { tool: name, version } }
          : { level: 'warn', code: `tool-missing.${name}`, params: { tool: name } },
      )
    })
  })
}

interface ConfigToCheck {
  problem(): AppError | null
  snapshot(): { unknown: readonly { key: string; line: number | undefined; suggestion: string | undefined }[] }
}

/** A configuration file that can't be used: the values before it stay in force. Keys that nothing knows do nothing. */
export function configCheck(config: ConfigToCheck): DoctorCheck {
  return {
    id: 'config',
    area: 'system',
    async run() {
      const found = config.problem()
      if (found !== null) {
        const params = { cause: found.code, problem: sayError(found).text }
        return [{ level: 'bad', code: 'config-broken', params }]
      }
      const { unknown } = config.snapshot()
      if (unknown.length === 0) return [{ level: 'ok', code: 'config', params: {} }]
      return unknown.map(({ key, line, suggestion }) => ({
        level: 'warn',
        code: suggestion === undefined ? 'config-unknown' : 'config-unknown-like',
        params: { key, line: line ?? 0, suggestion: suggestion ?? '' },
      }))
    },
  }
}
