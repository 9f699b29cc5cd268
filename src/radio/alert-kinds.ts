import {
  type AlertKind,
  CARD_FIELDS,
  cardExample,
  factsOfCard,
  type Happening,
  RAISED,
  readCard,
} from '../alerts/index.ts'
import { PUBLISH_LOG } from './logs/index.ts'

const stationOf = ({ scope }: Happening): { stationId?: number } => {
  const id = /^station:(\d+)$/.exec(scope ?? '')?.[1]
  return id === undefined ? {} : { stationId: Number(id) }
}

const ofCards = (kind: string, given: Pick<AlertKind, 'example' | 'read'> & { fields?: string[] }): AlertKind => ({
  kind,
  area: 'radio',
  events: [RAISED],
  filters: ['stationIds'],
  example: given.example,
  read: given.read,
  fields: [...CARD_FIELDS, ...(given.fields ?? [])],
})

const onAir = (isSilent: boolean) => (event: Happening) => {
  const card = readCard(event)
  if (card?.code !== 'radio.on-air' || (card.params['isSilent'] === 'true') !== isSilent) return undefined
  return card.facts
}

const deadAirNow = ofCards('radio.dead-air-now', {
  fields: ['station', 'expected', 'since'],
  example: cardExample('Radio One: nothing is on', { params: { station: 'Radio One', expected: 'Night Drift' } }),
  read: onAir(true),
})

const deadAirAhead = ofCards('radio.dead-air-ahead', {
  fields: ['station'],
  example: cardExample('Radio One: dead air from 14:00 to 14:12', {
    params: { text: 'Radio One: dead air from 14:00' },
  }),
  read(event) {
    const card = readCard(event)
    return card?.code === 'radio.forecast' && card.params['reasonCode'] === 'forecast.dead-air' ? card.facts : undefined
  },
})

const notOnAir: AlertKind = {
  ...ofCards('radio.not-on-air', {
    fields: ['station', 'expected'],
    example: cardExample('“Night Drift” was not on air', { params: { text: '“Night Drift” was not on air' } }),
    read: () => undefined,
  }),
  events: [RAISED, 'radio.airing.missed'],
  read(event) {
    if (event.kind === RAISED) return onAir(false)(event)
    const { title = '' } = (event.data ?? {}) as { title?: string }
    const params = { text: title, why: '', todo: '', expected: title, station: '' }
    return { params, severity: 'bad', open: '/radio', ...stationOf(event) }
  },
}

const episodeVerified: AlertKind = {
  kind: 'radio.episode-verified',
  area: 'radio',
  events: ['radio.airing.verified'],
  fields: ['title', 'startsAt'],
  filters: ['stationIds'],
  example: { params: { title: 'Night Drift', startsAt: '2026-11-18T20:00:00Z' }, severity: 'good', open: '/radio' },
  read(event) {
    const { title, startsAt } = event.data ?? {}
    const params = { title: String(title), startsAt: String(startsAt) }
    return { params, severity: 'good', open: '/radio', ...stationOf(event) }
  },
}

const publicationFailed = ofCards('radio.publication-failed', {
  fields: ['airDate'],
  example: cardExample('The log of 2026-11-18 was not published', { params: { airDate: '2026-11-18' } }),
  read: (event) => factsOfCard(event, 'radio.log.', 'radio.airing-not-in-line'),
})

const publicationDone: AlertKind = {
  kind: 'radio.publication-done',
  area: 'radio',
  events: ['plan.apply.settled'],
  fields: ['airDate'],
  filters: [],
  example: { params: { airDate: '2026-11-18' }, severity: 'good', open: '/radio/logs' },
  read({ data = {} }) {
    if (data['kind'] !== PUBLISH_LOG || data['state'] !== 'applied') return undefined
    const { params } = (data['title'] ?? {}) as { params?: { airDate?: string } }
    return { params: { airDate: params?.airDate ?? '' }, severity: 'good', open: '/radio/logs' }
  },
}

/** What people are told of radio. */
export const radioAlertKinds: readonly AlertKind[] = [
  deadAirNow,
  deadAirAhead,
  notOnAir,
  episodeVerified,
  publicationFailed,
  publicationDone,
]
