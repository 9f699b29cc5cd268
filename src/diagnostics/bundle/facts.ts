import { existsSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, freemem, platform, release, totalmem, uptime } from 'node:os'
import { z } from 'zod'
import type { Card } from '../../attention/index.ts'
import { listOpenCards } from '../../attention/index.ts'
import type { ConfigView } from '../../config/contract.ts'
import type { ConnectionView } from '../../connections/contract.ts'
import type { DatabaseFacts } from '../../db/database-facts.ts'
import type { Db } from '../../db/db.ts'
import { countDeliveries } from '../../deliveries/index.ts'
import { listFailures, listSchedules, readCounters, readJobTrouble } from '../../jobs/index.ts'
import { instant, instantOrNull } from '../../kernel/contract.ts'
import { isLoopback } from '../../kernel/egress/addresses.ts'
import type { FoundTool } from '../checks/tools.ts'

const Package = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
const PACKAGE = new URL('../../../package.json', import.meta.url)

export function versionsOf(tools: readonly FoundTool[], database: DatabaseFacts & { kind: string }) {
  const { version, dependencies } = Package.parse(JSON.parse(readFileSync(PACKAGE, 'utf8')))
  return {
    patchbay: version,
    node: process.versions.node,
    system: { platform: platform(), release: release(), arch: arch(), isContainer: existsSync('/.dockerenv') },
    machine: {
      processors: availableParallelism(),
      memory: totalmem(),
      freeMemory: freemem(),
      upSeconds: Math.round(uptime()),
    },
    process: { memory: process.memoryUsage().rss, upSeconds: Math.round(process.uptime()) },
    database: { kind: database.kind, version: database.version, bytes: database.bytes, walBytes: database.walBytes },
    tools: Object.fromEntries(
      tools.map((tool) => [tool.name, tool.version === undefined ? 'not installed' : (tool.version ?? 'does not say')]),
    ),
    packages: dependencies,
  }
}

/** Every key with its origin; of a secret only whether it is set. */
export function configOf({ settings, file, restartNeededFor }: ConfigView) {
  return {
    file: {
      path: file.path,
      exists: file.exists,
      problems: file.problems.map(({ said, line }) => ({ code: said.code, line })),
    },
    restartNeededFor,
    settings: settings.map(({ key, value, origin, variable, isSecret }) => ({
      key,
      origin,
      ...(origin === 'environment' ? { variable } : {}),
      ...(isSecret ? { isSet: value !== null } : { value }),
    })),
  }
}

export const connectionsOf = (views: readonly ConnectionView[]) =>
  views.map(({ connectionId, kind, state, origin, since, pausedUntil, settings, secrets, lastTest }) => ({
    connectionId,
    kind,
    state,
    origin,
    since,
    pausedUntil,
    settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, shapeOf(value)])),
    hidden: secrets.map(({ name, isSet }) => ({ name, isSet })),
    lastTest:
      lastTest === null
        ? null
        : {
            at: lastTest.at,
            isWell: lastTest.isWell,
            rungs: lastTest.rungs.map(({ id, state: went, said, tookMs }) => ({
              id,
              state: went,
              code: said?.code ?? null,
              tookMs,
            })),
          },
  }))

/** What kind of value a person gave: an address by its form, a text by its length. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'number' || value === null || value === undefined)
    return value ?? null
  if (Array.isArray(value)) return { entries: value.length }
  if (typeof value !== 'string') return { kind: typeof value }
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return { letters: value.length }
  const { protocol, hostname, port, pathname } = new URL(value)
  return { protocol, host: hostKind(hostname), port, isBelowPath: pathname !== '/' }
}

function hostKind(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === 'localhost' || (/^[\d.:a-f]+$/i.test(bare) && isLoopback(bare))) return 'this machine'
  if (/^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(bare)) return 'private address'
  if (/^[\d.]+$/.test(bare) || bare.includes(':')) return 'address'
  return bare.includes('.') ? 'name with a domain' : 'name'
}

const SILENT_MS = 3_600_000

export async function jobsOf(db: Db, now: number) {
  const { queues, silent, shut, quarantined } = await readJobTrouble(db.read, now - SILENT_MS)
  const schedules = await listSchedules(db.read)
  return {
    queues: queues.map(({ frontSince, ...queue }) => ({ ...queue, frontSince: instantOrNull(frontSince) })),
    silent: silent.map(({ since, ...job }) => ({ ...job, since: instant(since) })),
    shutTargets: shut.map(({ target, openUntil }) => ({ target, openUntil: instantOrNull(openUntil) })),
    quarantined,
    counters: await readCounters(db.read),
    schedules: schedules.map((row) => ({
      name: row.name,
      cron: row.own_cron ?? row.cron,
      isEnabled: row.is_enabled === 1,
      nextAt: instantOrNull(row.next_at),
      lastAt: instantOrNull(row.last_at),
    })),
    deliveries: await countDeliveries(db.read),
  }
}

const FAILURES = 200

export async function failuresOf(db: Db, now: number) {
  const cards = await listOpenCards(db.read, now, { snoozed: true })
  return {
    attention: cards.map(({ code, severity, raisedAt, actions }) => ({
      code,
      severity,
      raisedAt: instant(raisedAt),
      actions: codesOf(actions),
    })),
    jobs: (await listFailures(db.read, FAILURES)).map(({ finishedAt, ...job }) => ({
      ...job,
      finishedAt: instant(finishedAt),
    })),
  }
}

const codesOf = (actions: Card['actions']): string[] => actions.map(({ code }) => code)
