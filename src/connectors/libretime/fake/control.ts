import type { Analyzer } from './analyzer/analyzer.ts'
import { type Answer, answer } from './answer.ts'
import type { Fault } from './faults/faults.ts'
import type { Playout } from './playout/playout.ts'
import type { Incoming } from './request.ts'
import type { RequestLog } from './request-log.ts'
import type { RestartTimes } from './restart.ts'
import { createSeed } from './seed.ts'
import { isSituation, simulate, SITUATIONS } from './situations.ts'
import type { WebInterface } from './web-interface.ts'
import type { World } from './world.ts'

export interface ControlParts {
  world: World
  analyzer: Analyzer
  playout: Playout
  requests: RequestLog
  webInterface: WebInterface
  restart(times: RestartTimes): void
}

const say = (value: unknown, status = 200): Answer =>
  answer(status, `${JSON.stringify(value)}\n`, { 'content-type': 'application/json' })

type Command = (parts: ControlParts, sent: Record<string, unknown>, query: URLSearchParams) => unknown

const numberOf = (sent: Record<string, unknown>, name: string, fallback: number): number => {
  const value = sent[name]
  return typeof value === 'number' ? value : fallback
}

function instantOf(query: URLSearchParams): number {
  const at = query.get('at')
  return at === null ? Date.now() : Date.parse(at)
}

function summary({ world, analyzer, playout, requests }: ControlParts): unknown {
  const rows = Object.entries(world.tables).map(([name, { size }]) => [name, size] as const)
  return {
    rows: Object.fromEntries(rows.filter(([, size]) => size > 0)),
    faults: world.faults.active(),
    effects: world.effects.all().length,
    duplicates: world.effects.duplicates(),
    requests: requests.count(),
    writes: requests.count({ writes: true }),
    analyzer: { waiting: analyzer.waiting(), delayMs: analyzer.delayMs },
    playout: { fetchedAt: playout.fetchedAt, lastError: playout.lastError, cuts: playout.cuts },
  }
}

function setFaults(parts: ControlParts, sent: Record<string, unknown>): unknown {
  const faults = Array.isArray(sent['faults']) ? (sent['faults'] as Fault[]) : [sent as unknown as Fault]
  parts.world.faults.set(...faults)
  return parts.world.faults.active()
}

function seed({ world }: ControlParts, sent: Record<string, unknown>): unknown {
  return { files: createSeed(world).files(numberOf(sent, 'files', 0)).length }
}

function changeAnalyzer({ analyzer }: ControlParts, sent: Record<string, unknown>): unknown {
  analyzer.delayMs = numberOf(sent, 'delayMs', analyzer.delayMs)
  return { delayMs: analyzer.delayMs }
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'GET ': summary,
  'GET faults': ({ world }) => world.faults.active(),
  'POST faults': setFaults,
  'DELETE faults': ({ world }) => (world.faults.clear(), []),
  'GET effects': ({ world }) => world.effects.all(),
  'GET requests': ({ requests }) => requests.all(),
  'DELETE requests': ({ requests }) => (requests.clear(), []),
  'GET playout': ({ playout }, _sent, query) => playout.forecast(instantOf(query)),
  'GET on-air': ({ playout }, _sent, query) => playout.onAir(instantOf(query)),
  'POST play': ({ playout }, _sent, query) => playout.playTo(instantOf(query)),
  'POST analyzer': changeAnalyzer,
  'POST seed': seed,
  'POST simulate': ({ world }, sent) => {
    const name = String(sent['situation'])
    if (!isSituation(name)) throw new Error(`situation is one of ${Object.keys(SITUATIONS).join(', ')}`)
    return (simulate(world, name), SITUATIONS[name].says)
  },
  'POST remove-row': ({ webInterface }, sent) => (webInterface.removeRow(numberOf(sent, 'row', 0)), {}),
  'POST restart': ({ restart }, sent) => {
    const ms = (name: string): number => numberOf(sent, name, 0)
    // The answer leaves before the door is shut.
    const times = { badGatewayMs: ms('badGatewayMs'), refusedMs: ms('refusedMs'), analyzerDownMs: ms('analyzerDownMs') }
    setImmediate(() => restart(times))
    return {}
  },
}

/** `/__fake/…`: what a test does in the same process, for those that are in another one. */
export async function serveControl(parts: ControlParts, request: Incoming): Promise<Answer> {
  const body = await request.read()
  const name = request.path.slice('/__fake'.length).replace(/^\//, '')
  const command = COMMANDS[`${request.method} ${name}`]
  if (command === undefined) return say({ commands: Object.keys(COMMANDS) }, 404)
  try {
    const sent = body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Record<string, unknown>)
    return say(command(parts, sent, request.query) ?? null)
  } catch (error) {
    return say({ error: String(error) }, 400)
  }
}
