import type { DeliveryView } from '../../../src/deliveries/contract.ts'
import type { PublicationView } from '../../../src/radio/logs/publish/contract.ts'
import type { SpawnedApp } from '../../spawn-app.ts'
import { type Asked, dayOf, newestOf, preview, publishNow } from './publish.ts'
import { FOREIGN_A_DAY, type LogStation } from './station.ts'

export type Stands = 'old' | 'new'

/** What is not as it must be, in words. */
export interface LogVerdict {
  mixed: string[]
  lost: string[]
  doubled: string[]
  foreign: string[]
  ledger: string[]
}

/** Once an interrupted publication is over: one of both logs, whole, and everybody says which. @param may what may stand */
export async function judge(app: SpawnedApp, station: LogStation, may: readonly Stands[]): Promise<LogVerdict> {
  const { old, wanted } = station.day
  const heard = station.heard()
  const stands = isSame(heard, wanted) ? 'new' : isSame(heard, old) ? 'old' : 'neither'
  const isMixed = stands === 'neither'
  const told = toldBy(await newestOf(app, station), (await dayOf(app, station)).revision)
  const kept = old.filter((text) => wanted.includes(text))
  return {
    mixed: isMixed
      ? [`the playout has ${difference(heard, old)} of the old log, ${difference(heard, wanted)} of the new`]
      : [],
    lost: [
      ...kept.filter((text) => !heard.includes(text)).map((text) => `${text} is gone`),
      ...(isMixed || may.includes(stands) ? [] : [`the ${stands} log stands, not the ${may.join(' or ')} one`]),
    ],
    doubled: doubledOf(station, heard),
    foreign: station.touched(),
    ledger: [
      ...(told === stands ? [] : [`the playout has ${stands}, and publications say ${told}`]),
      ...(await ledgerOf(app, station)),
    ],
  }
}

/** Published again, the new log stands; published once more, nothing is written. */
export async function judgeRepeated(app: SpawnedApp, station: LogStation, asked: Asked): Promise<LogVerdict> {
  await publishNow(app, station, asked)
  const verdict = await judge(app, station, ['new'])
  const { requests } = station.library
  requests.clear()
  const { planId } = await publishNow(app, station, {})
  const writes = requests.matching({ writes: true, path: '/api/v2/' })
  if (planId !== null || writes.length > 0)
    verdict.ledger.push(`published once more it writes: ${writes.map((one) => `${one.method} ${one.path}`).join(', ')}`)
  return verdict
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.join('\n') === other.join('\n')

function difference(heard: readonly string[], of: readonly string[]): string {
  const missing = of.filter((text) => !heard.includes(text)).length
  return `${of.length - missing} of ${of.length} rows, ${heard.filter((text) => !of.includes(text)).length} others`
}

/** Which of both logs the publications name: one that brought an older revision says that the old one stands. */
function toldBy(newest: PublicationView | undefined, revision: number): PublicationView['stands'] {
  if (newest === undefined) return 'old'
  if (newest.revision === revision) return newest.stands
  return newest.stands === 'new' ? 'old' : newest.stands
}

function doubledOf({ library }: LogStation, heard: readonly string[]): string[] {
  const placeOf = (text: string): string => text.split(' ').slice(0, 3).join(' ')
  const places = heard.map(placeOf)
  const again = places.filter((place, index) => places.indexOf(place) !== index)
  const windows = library.rows['show-instances'].all().map(({ show, starts_at }) => `window ${show} ${starts_at}`)
  const shows = library.rows.shows.all().map(({ name }) => `show ${String(name)}`)
  const twice = [...windows, ...shows].filter((one, index, all) => all.indexOf(one) !== index)
  return [...again, ...twice]
}

/** What Patchbay holds for its own at the playout is there, as it was made, and nothing else is. */
async function ledgerOf(app: SpawnedApp, station: LogStation): Promise<string[]> {
  const { counts } = await preview(app, station)
  const wrong: string[] = []
  if (counts.changedOutside > 0) wrong.push(`${counts.changedOutside} rows are held to be changed by others`)
  if (counts.foreign !== FOREIGN_A_DAY)
    wrong.push(`${counts.foreign} rows are held to be of others, not ${FOREIGN_A_DAY}`)
  return [...wrong, ...(await liesOf(app, station))]
}

async function liesOf(app: SpawnedApp, { library, day }: LogStation): Promise<string[]> {
  const { items } = await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?state=verified&limit=200')
  const tables: Record<string, 'schedule' | 'show-instances' | undefined> = {
    'radio.make-row': 'schedule',
    'radio.make-window': 'show-instances',
  }
  return items.flatMap(({ kind, label, remoteRef, subject }) => {
    const table = tables[kind]
    if (table === undefined || subject !== `log:${day.logId}`) return []
    const isThere = library.rows[table].get(Number(remoteRef)) !== undefined
    return isThere ? [] : [`${kind} ${label} ${remoteRef} is verified, and not there`]
  })
}
