// `npm run faults -- --help`
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FILE_SABOTAGES, type Flow } from './flow.ts'
import { FLOWS, WAITING_FLOWS } from './flows/index.ts'
import { SYNC_SABOTAGES } from './flows/sync.ts'
import { killAtEveryCall } from './kill-at-every-call.ts'
import { killAtRandom } from './kill-at-random.ts'
import { FAILURE_NAMES, failWrites } from './logs/fail-writes.ts'
import { killPublications } from './logs/kill-publications.ts'
import { isRedLog, LOGS_SABOTAGES } from './logs/mission.ts'
import { WORK_NAMES } from './logs/works.ts'
import type { Mission } from './mission.ts'
import { cutPower, imageFolder, powerMissing } from './power-cut.ts'
import { killAtRequests } from './radio/kill-at-requests.ts'
import { RADIO_SABOTAGES } from './radio/mission.ts'
import { restartLibrary } from './radio/restart-library.ts'
import { addTally, type Book, isRed, openBook, type Tally } from './tally.ts'

const USAGE = `npm run faults -- [--cycles N] [--seed S] [--json] [--sabotage X] [--flow FLOW] [--mode MODE] [--only WHAT]
  --flow transfer, archive   moves of files; both unless said. --mode all, random, every-call, power. --only SWEEP or SWEEP:N
  --flow sync                batches that Syncthing (a double of it) brings to another machine, proven file by file, and sorted by copy.
                             --sabotage ${SYNC_SABOTAGES.join(', ')}
  --flow radio               audio and airings of a station. --mode kill, restarts. --sabotage ${RADIO_SABOTAGES.join(', ')}
  --flow logs                publications of a log. --mode kill, failures. --sabotage ${LOGS_SABOTAGES.join(', ')}
                             kill: SIGKILL before and after each request is carried out, after its answer, and at random times.
                                   --only WORK (each of its requests once), WORK:writes (each of its writes once), WORK:N:request, WORK:N:answer, WORK:N:answered or WORK:Nms; WORK is ${WORK_NAMES.join(', ')}
                             failures: each write meets each failure. --only WORK or WORK:FAILURE:N; FAILURE is ${FAILURE_NAMES.join(', ')}
  --sabotage breaks the double or the server on purpose: the run must then end red.
`
const MODES = ['random', 'every-call', 'power'] as const
type Mode = (typeof MODES)[number]
const RADIO_MODES = ['kill', 'restarts'] as const
type RadioMode = (typeof RADIO_MODES)[number]
const LOGS_MODES = ['kill', 'failures'] as const

interface Report {
  mode: Mode | RadioMode
  flow: string
  book: Book
  ran: string
}

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '20' },
    mode: { type: 'string', default: 'all' },
    flow: { type: 'string' },
    seed: { type: 'string', default: '1' },
    sabotage: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)))

/** How far the mission in hand has come. */
let reached = 'nothing yet'
const note = (text: string): void => {
  reached = text
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

async function fly(mode: Mode, mission: Mission): Promise<{ book: Book; ran: string }> {
  if (mode === 'random') return { book: await killAtRandom(mission), ran: 'SIGKILL at random times' }
  if (mode === 'every-call') return killAtEveryCall(mission)
  const missing = powerMissing()
  if (missing !== undefined) return { book: openBook(), ran: `not run: ${missing}` }
  return { book: await cutPower(mission), ran: 'ext4 on a loop device, unsynced data dropped' }
}

function modesAsked(): readonly Mode[] {
  if (values.mode === 'all') return MODES
  const mode = MODES.find((known) => known === values.mode)
  if (mode === undefined) throw new Error(`--mode is one of all, ${MODES.join(', ')}`)
  return [mode]
}

/** Kills of a server are the common case, power cuts the costly one. */
function shareOf(mode: Mode, modes: readonly Mode[], cycles: number): number {
  const weights = { random: 2, 'every-call': 2, power: 1 }
  const sum = modes.reduce((total, other) => total + weights[other], 0)
  return Math.max(1, Math.round((cycles * weights[mode]) / sum))
}

async function main(): Promise<number> {
  const named = [...FLOWS, ...WAITING_FLOWS].filter((flow) => flow.name === values.flow)
  const flows = values.flow === undefined ? FLOWS : named
  if (flows.length === 0)
    throw new Error(
      `--flow is one of ${[...[...FLOWS, ...WAITING_FLOWS].map((flow) => flow.name), 'radio', 'logs'].join(', ')}`,
    )
  const modes = WAITING_FLOWS.includes(flows[0] as Flow) ? (['random'] as const) : modesAsked()
  const total = openBook()
  for (const flow of flows) {
    for (const mode of modes) {
      const folder = await mkdtemp(join(mode === 'power' ? imageFolder() : tmpdir(), 'patchbay-faults-'))
      const cycles = Math.max(1, Math.round(shareOf(mode, modes, Number(values.cycles)) / flows.length))
      const mission: Mission = {
        flow,
        cycles,
        seed: Number(values.seed),
        sabotage: oneOf('sabotage', values.sabotage, [...FILE_SABOTAGES, ...(flow.sabotages ?? [])]),
        only: values.only,
        folder,
        signal: stop.signal,
        note: (text) => note(`${flow.name}, ${text}`),
      }
      try {
        const { book, ran } = await fly(mode, mission)
        addTally(total.tally, book.tally)
        tell({ mode, flow: flow.name, book, ran })
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      }
    }
  }
  tellEnd(total.tally)
  return isRed(total.tally) ? 1 : 0
}

/** The station's flow has the other side's requests for its boundaries, and the other side's restarts. */
async function mainOfRadio(): Promise<number> {
  const mode = oneOf('mode', values.mode === 'all' ? 'kill' : values.mode, RADIO_MODES) ?? 'kill'
  const sabotage = oneOf('sabotage', values.sabotage, RADIO_SABOTAGES)
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-faults-'))
  const [cycles, seed] = [Number(values.cycles), Number(values.seed)]
  const again = `npm run faults -- --flow radio --mode ${mode} --seed ${seed} --cycles ${cycles}${sabotage === undefined ? '' : ` --sabotage ${sabotage}`}`
  try {
    const mission = { cycles, seed, sabotage, folder, signal: stop.signal, again, note }
    const book = await (mode === 'kill' ? killAtRequests(mission) : restartLibrary(mission))
    const ran = mode === 'kill' ? 'SIGKILL around each request, and at random times' : 'the library restarted'
    tell({ mode, flow: 'radio', book, ran })
    tellEnd(book.tally)
    return isRed(book.tally) ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Publications of logs: the server dies around the requests that they make, or these fail. */
async function mainOfLogs(): Promise<number> {
  const mode = oneOf('mode', values.mode === 'all' ? 'kill' : values.mode, LOGS_MODES) ?? 'kill'
  const sabotage = oneOf('sabotage', values.sabotage, LOGS_SABOTAGES)
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-faults-'))
  const [cycles, seed] = [Number(values.cycles), Number(values.seed)]
  try {
    const mission = { cycles, seed, sabotage, only: values.only, folder, signal: stop.signal, note }
    const book = await (mode === 'kill' ? killPublications(mission) : failWrites(mission))
    const { tally, findings } = book
    const ran = mode === 'kill' ? 'SIGKILL around each request, and at random times' : 'each write met by each failure'
    const line = Object.entries(tally).map(([what, count]) => `${count} ${what}`)
    if (values.json) process.stdout.write(`${JSON.stringify({ faults: 'total', flow: 'logs', mode, ...tally, ran })}\n`)
    else process.stdout.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}logs, ${mode} (${ran}): ${line.join(', ')}\n`)
    for (const { what, again } of findings) process.stderr.write(`\n${what}\n  again: ${again}\n`)
    return isRedLog(book) ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function oneOf<Known extends string>(
  option: string,
  value: string | undefined,
  known: readonly Known[],
): Known | undefined {
  const found = known.find((one) => one === value)
  if (value !== undefined && found === undefined) throw new Error(`--${option} is one of ${known.join(', ')}`)
  return found
}

function tell(report: Report): void {
  const { mode, flow, book, ran } = report
  const { tally, met } = book
  const lives = [...met].toSorted().map(([what, count]) => `${count} ${what}`)
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ faults: `${flow}.${mode}`, ...tally, ran, met: Object.fromEntries(met) })}\n`,
    )
  else
    process.stdout.write(
      `${process.stderr.isTTY ? '\r\u001b[K' : ''}${flow}, ${mode}: ${tally.cycles} cycles, ${tally.kills} kills (${ran})${lives.length === 0 ? '' : `; lives began with: ${lives.join(', ')}`}\n`,
    )
  for (const { what, again } of book.findings) process.stderr.write(`\n${what}\n  again: ${again}\n`)
}

function tellEnd(tally: Tally): void {
  const { cycles, kills, lost, doubled, stray, misplaced, acknowledged, unacknowledged, failed } = tally
  const line = `${cycles} cycles, ${kills} kills: ${lost} lost, ${doubled} doubled, ${stray} stray, ${misplaced} misplaced, ${unacknowledged} of ${acknowledged} acknowledged gone, ${failed} failed`
  process.stdout.write(values.json ? `${JSON.stringify({ faults: 'total', ...tally })}\n` : `${line}\n`)
}

/** Flows that go through a server of their own. */
const MAINS: Record<string, () => Promise<number>> = { radio: mainOfRadio, logs: mainOfLogs }

/** A run that was stopped has proven nothing: it says so, prints no total, and never ends with 0. */
try {
  if (values.help) process.stdout.write(USAGE)
  else process.exitCode = await (MAINS[values.flow ?? ''] ?? main)()
} catch (error) {
  if (!stop.signal.aborted) throw error
  process.stderr.write(`${(stop.signal.reason as Error).message} after: ${reached}; no total\n`)
  process.exitCode = 130
}
