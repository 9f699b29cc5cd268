import { type Answer, type Incoming, json } from './answer.ts'
import type { Fault } from './faults.ts'
import type { Seed } from './seed.ts'
import type { LoggedRequest } from './transport.ts'
import type { World } from './world.ts'

interface Parts {
  world: World
  requests: LoggedRequest[]
  seed: Seed
}

type Sent = Record<string, unknown>
const countOf = (sent: Sent, name: string): number => (typeof sent[name] === 'number' ? sent[name] : 0)

const COMMANDS: Readonly<Record<string, (parts: Parts, sent: Sent) => unknown>> = {
  'GET ': ({ world, requests }) => ({
    rows: Object.fromEntries([...world.rows].map(([slug, rows]) => [slug, rows.all().length])),
    faults: world.faults.active(),
    effects: world.effects.length,
    requests: requests.length,
  }),
  'GET faults': ({ world }) => world.faults.active(),
  'POST faults': ({ world }, sent) => (world.faults.set(sent as unknown as Fault), world.faults.active()),
  'DELETE faults': ({ world }) => (world.faults.clear(), []),
  'GET effects': ({ world }) => world.effects,
  'GET requests': ({ requests }) => requests,
  'POST seed': ({ seed }, sent) => ({
    shows: seed.shows(countOf(sent, 'shows')).length,
    episodes: seed.episodes(countOf(sent, 'episodes')).length,
  }),
}

/** `/__fake/…`: what a test does in the same process, for those that are in another one. */
export function serveControl(parts: Parts, { method, path, body }: Incoming): Answer {
  const command = COMMANDS[`${method} ${path.slice('/__fake'.length).replace(/^\//, '')}`]
  if (command === undefined) return json(404, { commands: Object.keys(COMMANDS) })
  try {
    return json(200, command(parts, body === '' ? {} : (JSON.parse(body) as Sent)))
  } catch (error) {
    return json(400, { error: String(error) })
  }
}
