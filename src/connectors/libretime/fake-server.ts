import { type Clock, systemClock } from '../../kernel/clock.ts'
import { type Analyzer, createAnalyzer } from './fake/analyzer/analyzer.ts'
import { type Answer, djangoPage, LEGACY_ERROR_PAGE, legacyText } from './fake/answer.ts'
import { serveControl } from './fake/control.ts'
import type { Effects } from './fake/effects.ts'
import type { Faults } from './fake/faults/faults.ts'
import { serveRest } from './fake/legacy/rest-media.ts'
import { serveLegacy } from './fake/legacy/serve.ts'
import { createPlayout, type Playout } from './fake/playout/playout.ts'
import type { Incoming } from './fake/request.ts'
import { createRequestLog, type RequestLog } from './fake/request-log.ts'
import { beginRestart, type Restart, type RestartTimes } from './fake/restart.ts'
import { headersOf } from './fake/headers.ts'
import { createSeed, type Seed } from './fake/seed.ts'
import { simulate, type SituationName } from './fake/situations.ts'
import type { Speeds } from './fake/speeds.ts'
import type { Tables } from './fake/tables.ts'
import { createTransport } from './fake/transport.ts'
import { serveV2 } from './fake/v2/serve.ts'
import { createWebInterface, type WebInterface } from './fake/web-interface.ts'
import { createWorld, type FakeUser, type StationFacts } from './fake/world.ts'

export type { Effect, Effects } from './fake/effects.ts'
export type { Fault, Faults } from './fake/faults/faults.ts'
export type { Airing } from './fake/playout/items.ts'
export type { Playout } from './fake/playout/playout.ts'
export type { LoggedRequest, RequestLog } from './fake/request-log.ts'
export type { Restart, RestartTimes } from './fake/restart.ts'
export type { Seed, SeededFile } from './fake/seed.ts'
export { SITUATIONS, type Situation, type SituationName } from './fake/situations.ts'
export { REAL_SPEEDS, type Speeds } from './fake/speeds.ts'
export type { WebInterface } from './fake/web-interface.ts'

export interface FakeLibreTimeOptions {
  /** 0 takes any free port of the loopback. */
  port?: number
  key?: string
  /** Decides what is past, when playout polls and when the analyzer is done. */
  clock?: Clock
  station?: Partial<StationFacts>
  /** For HTTP Basic on v2; one administrator when nothing is said. */
  users?: readonly FakeUser[]
  /** 0, unless said otherwise: at once after the upload was answered. */
  analyzerDelayMs?: number
  /** As fast as it can, unless said otherwise. */
  speeds?: Speeds
  /** 512 MiB, as a real one is installed. */
  maxUploadBytes?: number
}

/**
 * A double of LibreTime 4.5 on a real socket of the loopback, with its traps; all in memory. What it does was seen on a
 * real one; each oddity is marked QUIRK where it is made.
 */
export interface FakeLibreTime extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly key: string
  readonly faults: Faults
  readonly effects: Effects
  readonly requests: RequestLog
  readonly analyzer: Analyzer
  readonly playout: Playout
  readonly webInterface: WebInterface
  readonly seed: Seed
  /** Makes a station that is in this situation, with its programme of the next day. */
  simulate(situation: SituationName): void
  /** The rows, for looking. */
  readonly rows: Tables
  /** The storage folder, path to bytes: removing one is what a person with a shell does. */
  readonly disk: Map<string, Buffer>
  /** Connections are refused from now on; everything is kept. */
  stop(): Promise<void>
  /** Listens again, on the same port. */
  start(): Promise<void>
  restart(times: RestartTimes): Restart
}

const MIB = 1024 * 1024
const MOMENT_MS = 1000
const DEFAULT_UPLOAD_MIB = 512
const CLOUDFLARE_BYTES = 100_000_000

export async function startFakeLibreTime(options: FakeLibreTimeOptions = {}): Promise<FakeLibreTime> {
  const { clock = systemClock, key = 'fake-key' } = options
  const world = createWorld({ clock, key, station: options.station, users: options.users })
  const { faults } = world
  const analyzer = createAnalyzer(world, options.analyzerDelayMs ?? 0)
  const playout = createPlayout(world)
  const requests = createRequestLog(() => clock.now())
  const webInterface = createWebInterface(world, playout)
  const serve = async (request: Incoming): Promise<Answer> => {
    if (request.path.startsWith('/api/v2/')) return serveV2(world, request)
    if (faults.has('api-only')) return djangoPage(404)
    if (request.path.startsWith('/rest/')) return serveRest(world, analyzer, request)
    if (request.path.startsWith('/api/')) return serveLegacy(world, playout, request)
    return legacyText(404, LEGACY_ERROR_PAGE)
  }
  const wakes = new Set<NodeJS.Timeout>()
  const restart = (times: RestartTimes): Restart => {
    const begun = beginRestart({ clock, faults, transport }, times)
    // Without a socket that listens nothing else would keep the process until it listens again.
    const wake = setInterval(() => undefined, MOMENT_MS)
    wakes.add(wake)
    void begun.up.finally(() => clearInterval(wake))
    return begun
  }
  const control = { world, analyzer, playout, requests, webInterface, restart }
  const transport = createTransport({
    port: options.port ?? 0,
    faults,
    requests,
    speeds: options.speeds,
    maxBodyBytes: () =>
      faults.has('behind-cloudflare') ? CLOUDFLARE_BYTES : (options.maxUploadBytes ?? DEFAULT_UPLOAD_MIB * MIB),
    serve,
    headers: () => headersOf(world),
    control: (request) => serveControl(control, request),
  })
  await transport.start()
  playout.start()
  return {
    url: `http://127.0.0.1:${transport.port}`,
    key,
    faults,
    effects: world.effects,
    requests,
    analyzer,
    playout,
    webInterface,
    seed: createSeed(world),
    simulate: (situation) => simulate(world, situation),
    rows: world.tables,
    disk: world.disk,
    start: () => transport.start(),
    stop: () => transport.stop(),
    restart,
    async [Symbol.asyncDispose]() {
      for (const wake of wakes) clearInterval(wake)
      await transport.stop()
    },
  }
}
