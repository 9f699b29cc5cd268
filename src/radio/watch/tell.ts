import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { dayAt } from '../../kernel/time.ts'
import type { Station } from '../stations/index.ts'
import type { WatchDeps } from './deps.ts'
import type { Ahead, Finding, ForecastCode, OnAir } from './model.ts'
import { findingParams, wallAt } from './say-found.ts'

/** The doctor has cards of its own for what else is wrong within a day. */
const TOLD_HERE: readonly ForecastCode[] = [
  'dead-air',
  'log-not-published',
  'outside-window',
  'without-window',
  'crosses-window',
]

interface Told<Seen> {
  station: Station
  seen: Seen
  before: Seen | undefined
}

const forecastPage = ({ stationId }: Station): string => `/radio/forecast?station=${stationId}`
const causeOf = (what: string, { stationId }: Pick<Station, 'stationId'>): string => `radio.watch:${stationId}:${what}`

export async function tellAhead(deps: WatchDeps, tx: Tx, { station, seen, before }: Told<Ahead>): Promise<void> {
  const subject = `station:${station.stationId}`
  if (before === undefined || figuresOf(before) !== figuresOf(seen)) {
    const { findings } = seen.forecast
    const data = { name: station.name, count: findings.length, drift: seen.drift.length }
    await deps.events.append(tx, { kind: 'radio.forecast.changed', actor: 'system', scope: subject, subject, data })
  }
  for (const code of TOLD_HERE)
    await tellFinding(deps.attention, tx, {
      station,
      code,
      found: seen.forecast.findings.filter((one) => one.code === code && one.level === 'bad'),
    })
  await tellDrift(deps.attention, tx, { station, seen })
}

const figuresOf = ({ forecast: { findings }, drift }: Ahead): string =>
  JSON.stringify([
    findings.map(({ code, startsAt }) => [code, startsAt]),
    drift.map(({ code, startsAt }) => [code, startsAt]),
  ])

async function tellFinding(
  attention: Attention,
  tx: Tx,
  { station, code, found }: { station: Station; code: ForecastCode; found: readonly Finding[] },
): Promise<void> {
  const cause = causeOf(code, station)
  const [first] = found
  if (first === undefined) return attention.resolve(tx, cause)
  const day = dayAt(first.startsAt, station.timeZone)
  await attention.raise(tx, {
    cause,
    code: 'radio.forecast',
    params: {
      ...findingParams(first, station),
      station: station.name,
      count: found.length,
      reasonCode: `forecast.${code}`,
    },
    severity: 'bad',
    subject: `station:${station.stationId}`,
    actions: [
      { code: 'open-forecast', open: `${forecastPage(station)}&day=${day}` },
      { code: 'look-again', call: { operationId: 'radio.forecasts.look', params: { stationId: station.stationId } } },
    ],
  })
}

async function tellDrift(
  attention: Attention,
  tx: Tx,
  { station, seen: { drift } }: { station: Station; seen: Ahead },
): Promise<void> {
  const cause = causeOf('drift', station)
  const [first] = drift
  if (first === undefined) return attention.resolve(tx, cause)
  const params = { title: first.title, at: wallAt(first.startsAt, station), count: drift.length }
  await attention.raise(tx, {
    cause,
    code: 'radio.drift',
    params: { ...params, station: station.name, reasonCode: `drift.${first.code}` },
    severity: 'warn',
    subject: `station:${station.stationId}`,
    actions: [{ code: 'open-drift', open: `${forecastPage(station)}&show=drift` }],
  })
}

/** What has only just begun, and one signal alone, neither raise nor resolve. */
export async function tellOnAir(deps: WatchDeps, tx: Tx, { station, seen, before }: Told<OnAir>): Promise<void> {
  const cause = causeOf('on-air', station)
  const subject = `station:${station.stationId}`
  if (seen.verdict === 'right' || seen.verdict === 'live') await deps.attention.resolve(tx, cause)
  if (seen.isAlarm !== (before?.isAlarm ?? false)) {
    const data = { name: station.name, isAlarm: seen.isAlarm, expected: seen.now?.title ?? '' }
    const kind = seen.isAlarm ? 'radio.on-air.wrong' : 'radio.on-air.right'
    await deps.events.append(tx, { kind, actor: 'system', scope: subject, subject, data })
  }
  if (!seen.isAlarm) return
  await deps.attention.raise(tx, {
    cause,
    code: 'radio.on-air',
    params: { ...onAirParams(seen, station), reasonCode: `on-air.${seen.now === null ? 'nothing-planned' : 'wrong'}` },
    severity: 'bad',
    subject,
    actions: [
      { code: 'open-on-air', open: forecastPage(station) },
      {
        code: 'look-again',
        call: { operationId: 'radio.forecasts.checkOnAir', params: { stationId: station.stationId } },
      },
    ],
  })
}

/** Cards about a station that is no more, or has another library. */
export async function resolveWatchCards(
  attention: Attention,
  tx: Tx,
  station: Pick<Station, 'stationId'>,
): Promise<void> {
  for (const what of [...TOLD_HERE, 'drift', 'on-air']) await attention.resolve(tx, causeOf(what, station))
}

const onAirParams = ({ now, actual, wrongSince }: OnAir, station: Station) => ({
  station: station.name,
  expected: now?.title ?? '',
  at: wallAt(now?.startsAt ?? wrongSince ?? 0, station),
  actual: actual?.title ?? '',
  isSilent: String(actual === null),
  since: wallAt(wrongSince ?? 0, station),
})
