import type { Connector, OpenConnection } from '../../src/connections/ports.ts'
import {
  type FakeLibreTime,
  SITUATIONS,
  type SituationName,
  startFakeLibreTime,
} from '../../src/connectors/libretime/fake-server.ts'
import { libretime } from '../../src/connectors/libretime/index.ts'
import { type FakePayload, startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { payload } from '../../src/connectors/payload/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createEgress } from '../../src/kernel/egress/client.ts'
import { openLog } from '../../src/kernel/log.ts'
import type { Port } from '../../src/kernel/port.ts'
import { collectSymptoms } from '../../src/radio/checkup/collect.ts'
import { judgeAll } from '../../src/radio/checkup/judge.ts'
import type { Judged, Rule } from '../../src/radio/checkup/model.ts'
import { CmsCheckup, PlayoutCheckup } from '../../src/radio/checkup/ports.ts'

const HOME_ZONE = 'America/New_York'
const KEY = 'fake-key'

/** Doubles of the services of one station, in a situation. */
export interface Doubles extends AsyncDisposable {
  playout: FakeLibreTime
  cms: FakePayload
  stationZone: string
}

export async function startDoubles(name: SituationName): Promise<Doubles> {
  const { stationZone = HOME_ZONE, cms: cmsState } = SITUATIONS[name] as { stationZone?: string; cms?: 'demoted' }
  const playout = await startFakeLibreTime({ key: KEY, station: { timezone: HOME_ZONE } })
  const cms = await startFakePayload()
  playout.simulate(name)
  if (cmsState !== undefined) cms.faults.set({ kind: cmsState })
  return {
    playout,
    cms,
    stationZone,
    async [Symbol.asyncDispose]() {
      await playout[Symbol.asyncDispose]()
      await cms[Symbol.asyncDispose]()
    },
  }
}

const portOf = <Filled>({ ports }: OpenConnection, port: Port<Filled>): Filled =>
  ports.find(([name]) => name === port.name)?.[1] as Filled

/** The whole way from the doubles' sockets to verdicts. */
export async function diagnose(rules: readonly Rule[], { playout, cms, stationZone }: Doubles): Promise<Judged[]> {
  await using egress = createEgress()
  const tools = { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') }
  const open = (connector: Connector, settings: Record<string, unknown>, key: string): OpenConnection =>
    connector.create({ settings: connector.settings.parse(settings), secrets: { api_key: key }, tools })
  const library = open(libretime, { address: playout.url }, playout.key)
  const episodes = open(payload, PAYLOAD_SETTINGS(cms.url), cms.keys.staff)
  const rights = portOf(episodes, CmsCheckup)
  const symptoms = await collectSymptoms({
    station: { name: 'Riverside', timeZone: stationZone },
    connection: { name: 'LibreTime', isFromEnvironment: false },
    playout: portOf(library, PlayoutCheckup),
    cms: [{ name: 'Payload', rights: (signal) => rights.rights(signal) }],
    now: () => systemClock.now(),
    signal: new AbortController().signal,
  })
  return judgeAll(rules, symptoms, [])
}

export const PAYLOAD_SETTINGS = (address: string): Record<string, unknown> => ({ address })

/** Codes of what was found, in the order of the table. */
export const namesIn = (judged: readonly Judged[]): string[] =>
  judged.filter(({ verdict }) => verdict.kind === 'found').map(({ code }) => code)

export const untoldIn = (judged: readonly Judged[]): string[] =>
  judged.flatMap(({ code, verdict }) => (verdict.kind === 'unknown' ? [`${code}: ${verdict.why.code}`] : []))

export const NAMES = Object.keys(SITUATIONS) as SituationName[]
export const isFaulty = (name: SituationName): boolean => SITUATIONS[name].names !== null

/** What these rules get wrong of a situation; a healthy station must also be one of which everything can be told. */
export async function mistakesOf(rules: readonly Rule[], name: SituationName): Promise<string[]> {
  const judged = await diagnoseSituation(rules, name)
  const wanted = SITUATIONS[name].names
  const named = namesIn(judged)
  const missed = wanted === null || named.includes(wanted) ? [] : [`${wanted} was not named`]
  const extra = named.filter((code) => code !== wanted).map((code) => `${code} was named`)
  return [...missed, ...extra, ...(wanted === null ? untoldIn(judged) : [])]
}

/** Rules that say something of a station whose services are both gone. */
export async function toldInSilence(rules: readonly Rule[]): Promise<string[]> {
  const doubles = await startDoubles('slow')
  await doubles[Symbol.asyncDispose]()
  const judged = await diagnose(rules, doubles)
  return judged.filter(({ verdict }) => verdict.kind !== 'unknown').map(({ code }) => code)
}

/** What a situation's station is told, with a second one beside it where there is one. */
export async function diagnoseSituation(rules: readonly Rule[], name: SituationName): Promise<Judged[]> {
  const { besides } = SITUATIONS[name] as { besides?: SituationName }
  await using first = await startDoubles(name)
  if (besides === undefined) return await diagnose(rules, first)
  await using second = await startDoubles(besides)
  return (await Promise.all([diagnose(rules, first), diagnose(rules, second)])).flat()
}
