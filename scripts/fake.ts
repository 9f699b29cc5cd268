// `npm run fake -- NAME [--port N] [--key K]`: the loopback double of an outside service, alone, until it is told to stop.
import { parseArgs } from 'node:util'
import { startFakeDiscord } from '../src/connectors/discord/fake-server.ts'
import { startFakeJellyfin } from '../src/connectors/jellyfin/fake-server.ts'
import { startFakeKodi } from '../src/connectors/kodi/fake-server.ts'
import { startFakeLibreTime } from '../src/connectors/libretime/fake-server.ts'
import { startFakePayload } from '../src/connectors/payload/fake-server.ts'
import { startFakeTmdb } from '../src/connectors/tmdb/fake-server.ts'
import { startFakePlex } from '../src/connectors/plex/fake-server.ts'
import { startFakePushover } from '../src/connectors/pushover/fake-server.ts'
import { startFakeReceiver } from '../src/connectors/webhook/fake-server.ts'

interface Wishes {
  port: number
  key: string
}

interface RunningDouble extends AsyncDisposable {
  readonly url: string
}

interface Double {
  start(wishes: Wishes): Promise<RunningDouble>
  /** What to try, one line each. */
  hints(url: string, key: string): string[]
}

const FILMS = '/media/films'

/** A further double is a further line. */
const DOUBLES: Readonly<Record<string, Double>> = {
  libretime: {
    start: (wishes) => startFakeLibreTime(wishes),
    hints: (url, key) => [
      `curl -H 'Authorization: Api-Key ${key}' ${url}/api/v2/files`,
      `curl -u '${key}:' -F file=@song.mp3 ${url}/rest/media`,
      `curl ${url}/api/live-info-v2`,
      `curl ${url}/__fake/                                   # rows, faults, effects, requests`,
      `curl -d '{"files":20000}' ${url}/__fake/seed`,
      `curl -d '{"kind":"status","status":502,"on":"rest"}' ${url}/__fake/faults`,
      `curl -X DELETE ${url}/__fake/faults`,
      `curl -d '{"situation":"F02"}' ${url}/__fake/simulate      # a station with this fault`,
      `curl -d '{"badGatewayMs":5000,"refusedMs":5000,"analyzerDownMs":20000}' ${url}/__fake/restart`,
    ],
  },
  tmdb: {
    start: async (wishes) => {
      const fake = await startFakeTmdb(wishes)
      fake.addMovie({
        id: 1,
        title: 'The Quiet Harbour',
        releaseDate: '2019-05-02',
        overview: 'A harbour falls silent.',
      })
      for (const id of [2, 3])
        fake.addMovie({ id, title: 'Fog', releaseDate: '1980-02-01', overview: `Fog number ${id}` })
      return fake
    },
    hints: (url, key) => [
      `curl '${url}/search/movie?query=fog&api_key=${key}'`,
      `curl '${url}/movie/1?append_to_response=credits,images&api_key=${key}'`,
    ],
  },
  payload: {
    start: (wishes) => startFakePayload(wishes),
    hints: (url, key) => [
      `curl -H 'Authorization: users API-Key ${key}' ${url}/api/users/me`,
      `curl -g -H 'Authorization: users API-Key ${key}' '${url}/api/episodes?depth=0&limit=2&where[airStatus][equals]=draft'`,
      `curl -X PATCH -H 'Authorization: users API-Key ${key}' -d '{"libretimeTrackId":21}' ${url}/api/episodes/1`,
      `curl ${url}/__fake/                                   # rows, faults, effects, requests`,
      `curl -d '{"episodes":2000}' ${url}/__fake/seed`,
      `curl -d '{"kind":"drop-field","field":"libretimeTrackId"}' ${url}/__fake/faults`,
      `curl -d '{"kind":"status","status":429,"retryAfter":"30"}' ${url}/__fake/faults`,
      `curl -X DELETE ${url}/__fake/faults`,
    ],
  },
  discord: {
    start: (wishes) => startFakeDiscord(wishes),
    hints: (url, key) => [
      `webhook address: ${url}/api/webhooks/1188216034150000000/${key}, another host: ${url}`,
      `curl -d '{"content":"hello"}' '${url}/api/v10/webhooks/1188216034150000000/${key}?wait=true'`,
    ],
  },
  pushover: {
    start: (wishes) => startFakePushover(wishes),
    hints: (url, key) => [
      `curl -d token=${key} -d user=uQiRzpo4DXghDmr9QzzfQu27cmVRsG -d message=hello ${url}/1/messages.json`,
    ],
  },
  webhook: {
    start: async (wishes) => {
      const receiver = await startFakeReceiver(wishes)
      return { url: receiver.url, [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose]() }
    },
    hints: (url) => [
      `signing secret: whsec_${Buffer.from('thirty-two bytes of no secrecy!!').toString('base64')}, address: ${url}`,
    ],
  },
  kodi: {
    start: ({ port, key }) =>
      startFakeKodi({ port, username: 'kodi', password: key, roots: [{ path: FILMS, holds: 'movies' }] }),
    hints: (url, key) => [
      `curl -u kodi:${key} -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"VideoLibrary.GetMovies"}' ${url}/jsonrpc`,
      `its folder is ${FILMS}, read from this disk`,
    ],
  },
  jellyfin: {
    start: ({ port, key }) =>
      startFakeJellyfin({
        port,
        key,
        folders: [{ name: 'Films', type: 'movies', locations: [FILMS] }],
        actsAfterMs: 5000,
      }),
    hints: (url, key) => [
      `curl -H 'Authorization: MediaBrowser Token="${key}"' ${url}/Library/VirtualFolders`,
      `curl -H 'Authorization: MediaBrowser Token="${key}"' -d '{"Updates":[{"Path":"${FILMS}/Up","UpdateType":"Created"}]}' ${url}/Library/Media/Updated`,
    ],
  },
  plex: {
    start: ({ port, key }) =>
      startFakePlex({
        port,
        token: key,
        sections: [{ key: '1', type: 'movie', title: 'Films', locations: [FILMS] }],
        actsAfterMs: 5000,
      }),
    hints: (url, key) => [
      `curl -H 'X-Plex-Token: ${key}' -H 'Accept: application/json' ${url}/library/sections`,
      `curl -G -H 'X-Plex-Token: ${key}' --data-urlencode path=${FILMS}/Up ${url}/library/sections/1/refresh`,
    ],
  },
}

function readWishes(): { name: string; wishes: Wishes } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', default: '0' }, key: { type: 'string', default: 'fake-key' } },
  })
  return { name: positionals[0] ?? '', wishes: { port: Number(values.port), key: values.key } }
}

async function main(): Promise<number> {
  const { name, wishes } = readWishes()
  const double = DOUBLES[name]
  if (double === undefined || !Number.isInteger(wishes.port)) {
    process.stderr.write(
      `npm run fake -- NAME [--port N] [--key K]; NAME is one of: ${Object.keys(DOUBLES).join(', ')}\n`,
    )
    return 2
  }
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await using running = await double.start(wishes)
  const hints = double.hints(running.url, wishes.key).map((line) => `  ${line}\n`)
  process.stdout.write(`${name} listens on ${running.url}, key ${wishes.key}. Try:\n${hints.join('')}`)
  await stopped
  return 0
}

process.exitCode = await main()
