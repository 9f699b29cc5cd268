import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeLibreTime, startFakeLibreTime } from '../../src/connectors/libretime/fake-server.ts'
import { startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { addDays, dayAt } from '../../src/kernel/time.ts'
import type { Desk } from '../desk.ts'
import { CATALOGUE, SPONSORS } from './catalogue.ts'
import { addOrder, setUpClocks } from './clocks.ts'
import { generateLogs, hearLogs, publishLogs } from './log-days.ts'
import { voiceWav } from './sound.ts'
import { addEpisodeInbox, addStation, type Cms, cmsDesk, keepProgramme, readTracks, ZONE } from './station.ts'
import { seedTracks } from './tracks.ts'
import { recordLink } from './voices.ts'
import { planWeek, seedPresent } from './week.ts'

interface Filling {
  desk: Desk
  dataFolder: string
  hasFfmpeg: boolean
  /** The doubles serve until it ends. */
  stack: AsyncDisposableStack
  say(text: string): void
}

/** A station on air: its library, its week, its logs and what was heard. @returns what was done */
export async function fillRadio({ desk, dataFolder, hasFfmpeg, stack, say }: Filling): Promise<string> {
  const library = stack.use(await startFakeLibreTime({ key: 'demo-key', station: { timezone: ZONE } }))
  const payload = stack.use(await startFakePayload({ isSeeded: false }))
  const cms = { url: payload.url, key: payload.keys.staff }
  const tracks = seedTracks(library, CATALOGUE)
  const of = (code: string): number[] => tracks[code] ?? []
  seedPresent(library, { music: of('MUS'), tracksOfShows: of('SHO') })
  keepPlaying(library, stack)
  const { stationId } = await addStation(desk, library, cms)
  await readTracks(desk, stationId)
  const { planned, shows } = await planWeek(desk, { stationId, cms, tracksOfShows: of('SHO') })
  say(`Radio: ${planned} shows are planned in LibreTime and in Payload`)
  await setUpClocks(desk, { stationId, stationIds: of('IDS') })
  await sell(desk, stationId, of('ADV'))
  await generateLogs(desk, { stationId, library })
  await hearLogs(desk, { stationId, library })
  await desk.follow(await desk.send(`POST radio/stations/${stationId}/as-run/sync`, {}))
  say('Radio: its days are filled by clocks, and what was heard is known')
  await importEpisodes(desk, { stationId, cms, show: shows.get('Field Notes') ?? 0, dataFolder })
  await keepProgramme(desk, 'Town Hall')
  if (hasFfmpeg) await measure(desk, stationId, ['IDS', 'PRO', 'ADV'].flatMap(of))
  await recordLink(desk, { stationId, hasFfmpeg })
  const rows = await publishLogs(desk, { stationId, library })
  say(`Radio: ${rows} rows of the logs are published and read back`)
  await breakThings(desk, library, stationId)
  return 'a station on air, with its inbox, its week, its logs and what was heard'
}

/** Orders of a month, one of which has no copy yet. */
async function sell(desk: Desk, stationId: number, adverts: readonly number[]): Promise<void> {
  const today = dayAt(Date.now(), ZONE)
  for (const [n, sponsor] of SPONSORS.entries())
    await addOrder(desk, stationId, {
      number: `${2207 + n}`,
      sponsor,
      product: ['Bread', 'Repairs', 'Books', 'Apples'][n] ?? '',
      firstDay: today,
      lastDay: addDays(today, 28),
      plays: 6 + n * 2,
      copies: n === SPONSORS.length - 1 ? [] : adverts.slice(n, n + 1),
    })
}

const GOOD = 6

interface EpisodesWish {
  stationId: number
  cms: Cms
  show: number
  dataFolder: string
}
const LOOKS_MS = 2000
const US_PER_MS = 1000

/** Files that become episodes; some can't, each for another reason. */
async function importEpisodes(desk: Desk, { stationId, cms, show, dataFolder }: EpisodesWish): Promise<void> {
  const folder = join(dataFolder, 'episodes')
  const inboxId = await addEpisodeInbox(desk, stationId, { path: folder, typeCode: 'SHO' })
  const studio = cmsDesk(cms)
  const ids: number[] = []
  for (let n = 0; n < GOOD + 2; n++) {
    const publishedAt = new Date(Date.now() + n * 3_600_000).toISOString()
    ids.push(await studio.addEpisode({ title: `From the field, ${41 + n}`, show, publishedAt }))
  }
  const files: Record<string, Buffer> = {
    ...Object.fromEntries(
      ids.slice(0, GOOD).map((id, n) => [`${id}__from-the-field.wav`, voiceWav(20 + n * 3, 200 + n)]),
    ),
    [`${ids[GOOD]}__take-one.wav`]: voiceWav(21, 301),
    [`${ids[GOOD]}__take-two.wav`]: voiceWav(22, 302),
    [`${ids[GOOD + 1]}__not-audio.wav`]: Buffer.from('this is no audio at all'),
    'interview with nobody knows whom.wav': voiceWav(15, 303),
  }
  await mkdir(folder, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  await desk.until('the files lie still', async () => {
    const { counts } = await desk.get<{ counts: { ready: number } }>(`radio/inboxes/${inboxId}/files`)
    return counts.ready >= GOOD
  })
  await desk.follow(await desk.send(`POST radio/inboxes/${inboxId}/import`, {}))
}

const SOON_MS = 5 * 3_600_000
const TAKEN_OUT = 2

/** Somebody took rows out of LibreTime, and the audio of one is gone: that will be silent, and the forecast says so. */
async function breakThings(desk: Desk, library: FakeLibreTime, stationId: number): Promise<void> {
  const { schedule, files } = library.rows
  const soonUs = (Date.now() + SOON_MS) * US_PER_MS
  const coming = schedule.all().filter(({ starts_at }) => starts_at > soonUs)
  const songs = coming
    .filter(({ file }) => files.get(file ?? 0)?.genre !== null)
    .toSorted((a, b) => a.starts_at - b.starts_at)
  for (const { id } of songs.slice(0, TAKEN_OUT)) schedule.remove(id)
  const gone = songs[TAKEN_OUT + 2]?.file ?? 0
  library.disk.delete(String(files.get(gone)?.filepath))
  files.update(gone, { exists: false })
  await readTracks(desk, stationId)
  await desk.follow(await desk.send(`POST radio/stations/${stationId}/forecast`, {}))
  await desk.send(`POST radio/stations/${stationId}/checkup`, {})
}

/** As a playout does: what begins is told as begun. */
function keepPlaying({ playout }: FakeLibreTime, stack: AsyncDisposableStack): void {
  playout.refresh()
  playout.playTo(Date.now())
  const timer = setInterval(() => playout.playTo(Date.now()), LOOKS_MS)
  stack.defer(() => clearInterval(timer))
}

async function measure(desk: Desk, stationId: number, trackIds: readonly number[]): Promise<void> {
  await desk.send(`POST radio/stations/${stationId}/track-measurings`, { trackIds })
}
