// `npm run e2e -- NAME [--headed] [--shots FOLDER] [--sabotage NAME]`: goes a way through the screens in a real browser
// against a server of its own; `payload [--record]` talks to a real Payload, `screens [FILE-OR-FOLDER ...]` goes the ways
// that stand beside each screen (`web/**/*.e2e.ts`). Ends with 0 when all is as it must be, with 1
// otherwise; a sabotaged run must end with 1.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { tryPayload } from '../payload/try-payload.ts'
import { ARCHIVE_YAML, archiveJourney, shortJourney } from './archive.ts'
import { goJourney, type Journey } from './journey.ts'
import { LIBRARY_SABOTAGES, LIBRARY_YAML, libraryJourney } from './library.ts'
import { LOGS_SABOTAGES, LOGS_YAML, logsJourney } from './logs.ts'
import { RADIO_SABOTAGES, RADIO_YAML, radioJourney } from './radio.ts'
import { isSabotage, SABOTAGES } from './sabotage.ts'
import { SYNC_SABOTAGES } from './syncing.ts'

const JOURNEYS: Record<string, { way: (journey: Journey) => Promise<void>; yaml: string }> = {
  archive: { way: (journey) => archiveJourney(journey, syncSabotage), yaml: ARCHIVE_YAML },
  library: { way: (journey) => libraryJourney(journey, librarySabotage), yaml: LIBRARY_YAML },
  logs: { way: (journey) => logsJourney(journey, logsSabotage), yaml: LOGS_YAML },
  radio: { way: (journey) => radioJourney(journey, radioSabotage), yaml: RADIO_YAML },
  short: { way: shortJourney, yaml: ARCHIVE_YAML },
}

/** Against the real thing instead of screens. */
const PEERS: Record<string, typeof tryPayload> = { payload: tryPayload }

/** The screens have a runner, which reads what follows itself. */
function goScreens(files: readonly string[]): number {
  const { status } = spawnSync(process.execPath, ['scripts/test.ts', '--screens', ...files], { stdio: 'inherit' })
  return status ?? 1
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    headed: { type: 'boolean', default: false },
    shots: { type: 'string' },
    sabotage: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const [name = ''] = positionals
const journey = JOURNEYS[name]
const peer = PEERS[name]
/** The double of LibreTime lies itself; for the others something between browser and server does. */
const radioSabotage = RADIO_SABOTAGES.find((known) => name === 'radio' && known === flags.sabotage)
const logsSabotage = LOGS_SABOTAGES.find((known) => name === 'logs' && known === flags.sabotage)
const librarySabotage = LIBRARY_SABOTAGES.find((known) => name === 'library' && known === flags.sabotage)
const syncSabotage = SYNC_SABOTAGES.find((known) => name === 'archive' && known === flags.sabotage)
const own = syncSabotage ?? radioSabotage ?? logsSabotage ?? librarySabotage
const sabotage = own === undefined ? flags.sabotage : undefined

if (name === 'screens') process.exitCode = goScreens(positionals.slice(1))
else if (peer !== undefined) {
  const ok = await peer(say, { records: flags.record })
  say(`${name}: ${ok === undefined ? 'nothing was tried' : ok ? 'all is as it must be' : 'something is wrong'}`)
  process.exitCode = ok === false ? 1 : 0
} else if (journey === undefined || (sabotage !== undefined && !isSabotage(sabotage))) {
  say(
    `npm run e2e -- ${[...Object.keys(JOURNEYS), ...Object.keys(PEERS), 'screens'].join('|')} [--headed] [--shots FOLDER] [--sabotage ${[...Object.keys(SABOTAGES), ...RADIO_SABOTAGES, ...LOGS_SABOTAGES, ...LIBRARY_SABOTAGES, ...SYNC_SABOTAGES].join('|')}]`,
  )
  process.exitCode = 2
} else {
  const options = { isHeaded: flags.headed, shots: flags.shots, sabotage, say }
  const end = await goJourney(journey.way, journey.yaml, options)
  if (end.failure !== undefined) say(`NOT  ${end.failure}`)
  const lied = end.lies === undefined ? '' : `, the double lied ${end.lies} times`
  say(`${name}: ${end.ok ? 'all is as it must be' : 'something is wrong'} after ${end.steps} steps${lied}`)
  process.exitCode = end.ok ? 0 : 1
}
