import { InvalidInputError } from '../../../../kernel/errors.ts'
import { type Answer, answer, LEGACY_ERROR_PAGE, legacyJson, legacyText } from '../answer.ts'
import type { Playout } from '../playout/playout.ts'
import { type Incoming, readApiKey } from '../request.ts'
import { US_PER_SECOND } from '../rows.ts'
import type { World } from '../world.ts'
import { recalculateAll } from '../web-interface.ts'
import { historyFeed, recordStart } from './history.ts'
import { liveInfo, liveInfoV2 } from './live-info.ts'
import { plannedMedia, showInfos, showSchedules, showTracks } from './planned.ts'
import { populate } from './populate.ts'
import { zoneOf } from './station-time.ts'

interface Call {
  world: World
  playout: Playout
  query: URLSearchParams
}

interface Endpoint {
  /** `switched`: open while the public API is on. */
  open: 'always' | 'switched' | 'key'
  answer(call: Call): unknown
}

const HOUR_US = 3600 * US_PER_SECOND
const BROKEN = Symbol('500')

/** QUIRK(libretime 4.5): rows that wait for more than an hour fail, by a task that runs only when this application is asked. */
function runBackgroundTasks(world: World): void {
  const longAgo = world.nowUs() - HOUR_US
  const stale = world.tables.files.where(
    (row) => row.import_status === 1 && row.created_at !== null && row.created_at < longAgo,
  )
  for (const row of stale) world.writer('background task').change('files', row.id, { import_status: 2 })
}

function populating<T>(call: Call, made: () => T): T {
  populate(call.world, call.world.nowUs() + 48 * HOUR_US)
  return made()
}

function notifyStart({ world, query }: Call): unknown {
  const row = world.tables.schedule.get(Number(query.get('media_id')))
  if (row !== undefined) recordStart(world, row)
  return { status: 1, message: '' }
}

function status({ world }: Call): unknown {
  const services = Object.fromEntries(['pypo', 'liquidsoap', 'media_monitor'].map((name) => [name, null]))
  const version = world.faults.has('old-version') ? '4.2.0' : '4.5.0'
  return { platform: { version }, airtime_version: version, services, partitions: [] }
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'live-info': {
    open: 'switched',
    answer: (call) =>
      populating(call, () => liveInfo(call.world, zoneOf(call.query.get('timezone'), call.world.station.timezone))),
  },
  'live-info-v2': {
    open: 'switched',
    answer: (call) =>
      populating(call, () =>
        liveInfoV2(
          call.world,
          zoneOf(call.query.get('timezone'), call.world.station.timezone),
          Number(call.query.get('shows') ?? 5),
        ),
      ),
  },
  'station-metadata': {
    open: 'switched',
    answer: ({ world: { station } }) => ({
      name: station.name,
      logo: '',
      description: '',
      timezone: station.timezone,
      locale: 'en_US',
      stream_data: {},
    }),
  },
  'track-types': {
    open: 'switched',
    answer: ({ world }) =>
      (world.faults.has('no-track-types') ? [] : world.tables.libraries.where(({ enabled }) => enabled)).map(
        ({ id, code, name, description }) => ({ id, code, type_name: name, description }),
      ),
  },
  // QUIRK(libretime 4.5): these have no switch; what was played is open to everybody.
  'item-history-feed': { open: 'always', answer: ({ world, query }) => historyFeed(world, query) },
  shows: { open: 'always', answer: ({ world, query }) => showInfos(world, query) },
  'show-schedules': { open: 'always', answer: (call) => populating(call, () => showSchedules(call.world, call.query)) },
  'show-tracks': { open: 'always', answer: ({ world, query }) => showTracks(world, query) ?? BROKEN },
  version: { open: 'key', answer: () => ({ airtime_version: '3', api_version: '1.1' }) },
  status: { open: 'key', answer: status },
  schedule: { open: 'key', answer: (call) => populating(call, () => plannedMedia(call.world)) },
  'on-air-light': {
    open: 'key',
    answer: ({ playout }) => ({
      on_air_light: false,
      on_air_light_expected_status: playout.onAirNow().length > 0,
      station_down: true,
    }),
  },
  // QUIRK(libretime 4.5): first makes playout forget what is on, so that the track on air may be started a second time.
  'rabbitmq-do-push': {
    open: 'key',
    answer: ({ playout }) => {
      playout.message('reset_liquidsoap_bootstrap')
      playout.message('update_schedule')
      return []
    },
  },
  'notify-media-item-start-play': { open: 'key', answer: notifyStart },
  // QUIRK(libretime 4.5): rewrites every future instance back to back. Never to be called.
  'recalculate-schedule': {
    open: 'key',
    answer: ({ world }) => {
      recalculateAll(world)
      return []
    },
  },
}

function mayRead(world: World, request: Incoming, endpoint: Endpoint): boolean {
  if (endpoint.open === 'always' || (endpoint.open === 'switched' && world.station.publicApi)) return true
  const inPath = /\/api_key\/([^/]+)/.exec(request.path)?.[1]
  return [request.query.get('api_key'), inPath, readApiKey(request.headers.authorization)].includes(world.key)
}

/** QUIRK(libretime 4.5): v2 takes any text as the zone of a rule, and this application breaks on it. */
function answerOrBreak(endpoint: Endpoint, call: Call): unknown {
  try {
    return endpoint.answer(call)
  } catch (error) {
    if (error instanceof InvalidInputError) return BROKEN
    throw error
  }
}

/** Everything below `/api/` that is not v2. */
export async function serveLegacy(world: World, playout: Playout, request: Incoming): Promise<Answer> {
  request.stream.resume()
  runBackgroundTasks(world)
  const name = request.path.split('/')[2] ?? ''
  const endpoint = ENDPOINTS[name]
  if (endpoint === undefined) return legacyText(404, LEGACY_ERROR_PAGE)
  if (!mayRead(world, request, endpoint)) return legacyText(401, 'You are not allowed to access this resource.')
  const value = answerOrBreak(endpoint, { world, playout, query: request.query })
  if (value === BROKEN) return legacyText(500, LEGACY_ERROR_PAGE)
  const callback = request.query.get('callback')
  if (callback === null || !/^[\w.$]+$/.test(callback)) return legacyJson(value)
  return answer(200, `${callback}(${JSON.stringify(value)})`, { 'content-type': 'application/javascript' })
}
