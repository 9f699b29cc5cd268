import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { connectors } from '../../src/compose/connectors.ts'
import type { Connector, OpenConnection } from '../../src/connections/ports.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEgress, type Egress } from '../../src/kernel/egress/client.ts'
import { AppError } from '../../src/kernel/errors.ts'
import { openLog } from '../../src/kernel/log.ts'
import { startWrongServer, type WrongServer } from './wrong-bodies.ts'

const { signal } = new AbortController()
const SPAN = { from: Date.parse('2026-11-29T00:00:00Z'), to: Date.parse('2026-11-30T00:00:00Z') }
const SLOT = { startsAt: SPAN.from, endsAt: SPAN.to }
const RULE = {
  playoutShowId: 1,
  airDate: '2026-11-29',
  startsAtClock: '10:00',
  timeZone: 'Europe/Paris',
  durationMs: 3_600_000,
}
const TELLING = {
  root: '/films',
  folder: '/films/Up (2009)',
  kind: 'films',
  change: 'added',
  title: 'Up',
  wanted: ['Up (2009).mkv'],
  present: null,
  changed: null,
  isOneOfMany: false,
}
const PEER = 'OSOG56R-TQDUSW4-G4PYIIY-WYOVHXW-QL6R356-I2LEVPH-TTQXWO7-524IIAQ'
const SCREEN = { address: '127.0.0.1:8384', hasTls: false }
const MOVE = { from: SCREEN, to: { ...SCREEN, address: '127.0.0.1:1' } }
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e'

const MESSAGE = {
  key: 'alert:1',
  title: 'Film added',
  items: [{ text: 'The Salt Road (2019)', more: '', link: null, kind: 'library.film.added', seq: 7, at: SPAN.from }],
  severity: 'info',
  isLoud: false,
  at: SPAN.from,
}

let folder: string
let track: { path: string; name: string; sizeBytes: number; typeId: null }

/** What a port is asked for, each with arguments that a caller would have; a call that is missing here fails the test. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, () => unknown[]>>>> = {
  'radio.track-library': {
    findByMd5: () => [MD5, signal],
    getTrack: () => [1, signal],
    listTracks: () => [signal],
    upload: () => [track, { signal }],
    changeTitle: () => [1, 'Night Drift', signal],
    hasAudio: () => [1, signal],
    removeTrack: () => [1, signal],
    listTypes: () => [signal],
  },
  'radio.track-audio': { openAudio: () => [1, null, signal] },
  'radio.track-types': {
    addType: () => [{ code: 'VOT', name: 'Voice', description: '', analyzesCuePoints: false }, signal],
  },
  'radio.playout-history': {
    listAll: () => [signal],
    listBetween: () => [SPAN, signal],
    find: () => [1, signal],
    listNames: () => [signal],
    listTracks: () => [[1, 2], signal],
  },
  'radio.playout-checkup': {
    door: () => [signal],
    key: () => [signal],
    uploadDoor: () => [signal],
    isNewEnough: () => [signal],
    timeZone: () => [signal],
    listFiles: () => [signal],
    findFile: () => [1, signal],
    listShows: () => [signal],
    listWindows: () => [SPAN, signal],
    listRows: () => [SPAN, signal],
    hasAudio: () => [1, signal],
  },
  'radio.programme-cms': {
    identify: () => [signal],
    findEpisode: () => ['1', signal],
    listEpisodes: () => [{}, { signal }],
    changeEpisode: () => ['1', { airStatus: 'queued' }, signal],
    findShow: () => ['1', signal],
    listShows: () => [signal],
    changeShow: () => ['1', { playoutShowId: 1 }, signal],
  },
  'radio.aired-cms': {
    find: () => ['1', signal],
    write: () => ['1', { firstAiredAt: SPAN.from, plays: 1 }, signal],
  },
  'radio.playout-programme': {
    listShows: () => [signal],
    addShow: () => [{ title: 'Night Drift', description: '' }, signal],
    listShowsWithRule: () => [signal],
    addEmptyRule: () => [RULE, signal],
    listWindows: () => [signal],
    findWindow: () => [1, signal],
    addWindow: () => [{ playoutShowId: 1, ...SLOT, description: '', filledMs: 1000, now: SPAN.from }, signal],
    removeWindow: () => [1, signal],
  },
  'radio.playout-schedule': {
    listRows: () => [SPAN, signal],
    findRow: () => [1, signal],
    addRow: () => [{ windowId: 1, trackId: 1, ...SLOT, position: 0, cueInMs: 0, cueOutMs: 1000 }, signal],
    removeRow: () => [1, signal],
    reload: () => [signal],
    readNow: () => [signal],
    listHistory: () => [signal],
  },
  'radio.cms-checkup': { rights: () => [signal] },
  'alerts.messenger': {
    send: () => [MESSAGE, signal],
    isThere: () => ['1', signal],
  },
  'library.metadata-provider': {
    findByIds: () => ['movie', { imdb: 'tt0000001' }, { language: 'en', signal }],
    search: () => ['movie', { title: 'Night Drift' }, { language: 'en', signal }],
    readTitle: () => ['movie', '1', { language: 'en', signal }],
    readSeason: () => ['1', 1, { language: 'en', signal }],
    listChanged: () => ['movie', { from: '2026-11-20', to: '2026-11-29' }, signal],
  },
  'library.artwork-source': { fetchArtwork: () => ['/a.jpg', { maxBytes: 1 << 20 }, signal] },
  'archive.synced-folder': {
    about: () => [signal],
    rescan: () => [['batch_001'], signal],
    look: () => [signal],
    prove: () => [[{ relPath: 'batch_001/a.jpg', size: 1 }], { signal }],
  },
  'archive.sync-service': {
    readState: () => [signal],
    readPart: () => [{ part: 'listeners' }, signal],
    writePart: () => [{ part: 'folder', id: 'batches' }, null, signal],
    moveScreen: () => [MOVE, signal],
    readDeviceId: () => [PEER],
    choose: () => [{ folderId: 'batches', deviceId: PEER }],
  },
  'library.player': {
    about: () => [signal],
    listPlaying: () => [signal],
    listRoots: () => [signal],
    listNames: () => ['/films', signal],
    find: () => [TELLING, signal],
    tell: () => [TELLING, { signal, kept: [], keep: async () => undefined }],
  },
}

/** Calls of which the answer itself says that it is not the service's. */
const SAYS_SO: Readonly<Record<string, (value: unknown) => boolean>> = {
  'radio.playout-checkup door': (value) => (value as { kind: string }).kind !== 'api',
  // A receiver of webhooks says yes by its status alone, whatever stands in its answer.
  'alerts.messenger send': (value) => (value as { ref: string }).ref.startsWith('msg_'),
  // These ask nobody.
  'archive.sync-service readDeviceId': (value) => value === PEER,
  'archive.sync-service choose': () => true,
  // Bytes are bytes: whoever takes them looks whether they are a picture.
  'library.artwork-source fetchArtwork': (value) => value instanceof Uint8Array,
}

export interface Call {
  name: string
  make(): Promise<unknown>
}

/** Everything that a connection can be asked for: its ports' calls and the steps of its test. */
function callsOf({ ports, rungs }: OpenConnection): Call[] {
  const ofPorts = ports.flatMap(([port, filled]) => {
    const object = filled as Record<string, (...given: unknown[]) => Promise<unknown>>
    const names = Object.keys(object).filter((name) => typeof object[name] === 'function')
    const known = Object.keys(ARGUMENTS[port] ?? {})
    assert.deepEqual(
      names.filter((name) => !known.includes(name)),
      [],
      `the calls of ${port}`,
    )
    assert.ok(names.length > 0, `the calls of ${port}`)
    return names.map((name): Call => ({
      name: `${port} ${name}`,
      make: async () => object[name]?.(...(ARGUMENTS[port]?.[name]?.() ?? [])),
    }))
  })
  const ofTest = rungs
    // No answer of Payload names its version, so this step asks for none.
    .filter(({ id, climb }) => id !== 'version' || climb.length > 0)
    .map(({ id, climb }): Call => ({ name: `test ${id}`, make: () => climb(signal) }))
  return [...ofPorts, ...ofTest]
}

const SETTINGS: Readonly<Record<string, (address: string) => Record<string, unknown>>> = {
  libretime: (address) => ({ address }),
  payload: (address) => ({ address, writes_aired: true }),
  discord: (address) => ({ other_host: address }),
  pushover: (address) => ({ address }),
  webhook: (address) => ({ address }),
  tmdb: (address) => ({ address, images_address: address }),
  kodi: (address) => ({ address }),
  jellyfin: (address) => ({ address }),
  plex: (address) => ({ address }),
  syncthing: (address) => ({ address, folder_id: 'batches', device_id: PEER }),
}

const SECRETS: Readonly<Record<string, (address: string) => Record<string, string>>> = {
  discord: (address) => ({ webhook_address: `${address}/api/webhooks/1/token` }),
  pushover: () => ({ app_token: 'app-token', user_key: 'user-key' }),
  webhook: () => ({ signing_secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }),
}

/** @returns what is wrong with how the call ended; undefined when it failed as it must */
export async function mistakeOf({ name, make }: Call): Promise<string | undefined> {
  try {
    const value = await make()
    if (SAYS_SO[name]?.(value) === true) return undefined
    return `${name} took it: ${JSON.stringify(value)}`
  } catch (error) {
    return error instanceof AppError && error.status !== 500 ? undefined : `${name} broke: ${String(error)}`
  }
}

/** It waits for a greeting before it says anything, so each wrong answer of HTTP is the same to it; its own tests have others. */
const MAIL = 'smtp'

/** Each connector with a server that answers wrongly, and every call that a connection of it takes. */
export function eachConnector(
  what: string,
  tests: (world: () => { server: WrongServer; calls: Call[] }) => void,
): void {
  for (const connector of connectors.filter(({ id }) => id !== MAIL))
    describe(`${connector.id} with ${what} to each of its calls`, () => {
      let egress: Egress
      let server: WrongServer
      let calls: Call[]
      before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'patchbay-wrong-'))
        const path = join(folder, 'take.wav')
        await writeFile(path, 'RIFF')
        track = { path, name: 'take.wav', sizeBytes: 4, typeId: null }
        egress = createEgress()
        server = await startWrongServer()
        calls = callsOf(open(connector, server.url, egress))
      })
      after(async () => {
        await egress[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
        await rm(folder, { recursive: true, force: true })
      })
      tests(() => ({ server, calls }))
    })
}

function open(connector: Connector, address: string, egress: Egress): OpenConnection {
  const tools = { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') }
  const settings = SETTINGS[connector.id]?.(address)
  assert.ok(settings !== undefined, `what to connect ${connector.id} with`)
  const secrets = SECRETS[connector.id]?.(address) ?? { api_key: 'key' }
  return connector.create({ settings: connector.settings.parse(settings), secrets, tools })
}
