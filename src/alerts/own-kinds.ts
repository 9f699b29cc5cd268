import { say, sayCode } from '../kernel/words.ts'
import type { AlertKind } from './model.ts'
import { CARD_FIELDS, cardExample, factsOfCard, RAISED, readCard } from './read-card.ts'

const CONNECTION = /^connection:(\d+)$/

const attention: AlertKind = {
  kind: 'everywhere.attention',
  area: 'everywhere',
  events: [RAISED],
  fields: CARD_FIELDS,
  filters: ['severities', 'codes', 'stationIds'],
  isGeneral: true,
  example: cardExample('LibreTime can’t be used'),
  read: (event) => readCard(event)?.facts,
}

const connectionFails: AlertKind = {
  kind: 'everywhere.connection-fails',
  area: 'everywhere',
  events: [RAISED],
  fields: [...CARD_FIELDS, 'name'],
  filters: [],
  example: cardExample('LibreTime can’t be used', { params: { text: 'LibreTime can’t be used', name: 'LibreTime' } }),
  read: (event) => factsOfCard(event, 'connection.failing'),
}

const connectionRecovers: AlertKind = {
  kind: 'everywhere.connection-recovers',
  area: 'everywhere',
  events: ['connections.health.well'],
  fields: ['name'],
  filters: [],
  example: { params: { name: 'LibreTime' }, severity: 'good', open: '/connections' },
  read({ subject, data = {} }) {
    // The first test of a connection finds it well, too; that is no news.
    if (data['former'] !== 'failing') return undefined
    const id = CONNECTION.exec(subject)?.[1] ?? ''
    const params = { name: String(data['name']) }
    return { params, severity: 'good', open: `/connections/${id}`, about: [subject] }
  },
}

const deliveryRefused: AlertKind = {
  kind: 'everywhere.delivery-refused',
  area: 'everywhere',
  events: [RAISED],
  fields: [...CARD_FIELDS, 'label', 'place'],
  filters: ['codes'],
  example: cardExample('LibreTime refused “Night Drift”', {
    params: { text: 'LibreTime refused “Night Drift”', label: 'Night Drift', place: 'LibreTime' },
  }),
  read: (event) => factsOfCard(event, 'delivery.'),
}

/** Jobs of alerts tell of no alerts. */
const OWN = 'alerts.'

const jobFailed: AlertKind = {
  kind: 'everywhere.job-failed',
  area: 'everywhere',
  events: ['job.failed', 'job.quarantined'],
  fields: ['what', 'label', 'problem'],
  filters: ['codes'],
  example: { params: { what: 'Sync tracks', label: 'Radio One', problem: '' }, severity: 'bad', open: '/activity' },
  read({ jobId, runId, data = {} }) {
    const { kind, label, code, params } = data as { kind?: unknown; label?: unknown; code?: unknown; params?: object }
    // What fails inside of a run fails the run, or was meant to be passed over.
    if (jobId === undefined || jobId !== runId || String(kind).startsWith(OWN)) return undefined
    const why = typeof code === 'string' ? sayCode(code, { ...params }) : undefined
    return {
      params: {
        what: say(`job.kind.${String(kind)}`),
        label: typeof label === 'string' ? label : '',
        problem: why?.text ?? '',
      },
      severity: 'bad',
      more: [why?.text, why?.todo].filter((line) => line !== undefined).join('\n'),
      open: `/activity?job=${jobId}`,
      ...(typeof code === 'string' ? { code } : {}),
    }
  },
}

const rootMissing: AlertKind = {
  kind: 'archive.root-missing',
  area: 'archive',
  events: [RAISED],
  fields: [...CARD_FIELDS, 'name', 'path'],
  filters: [],
  example: cardExample('The folder “Films” has lost its marker.', {
    params: { text: 'The folder “Films” has lost its marker.', name: 'Films', path: '/media/films' },
  }),
  read: (event) => factsOfCard(event, 'root-offline.'),
}

/** What the engine and the ledgers below all rooms say. */
export const ownKinds: readonly AlertKind[] = [
  rootMissing,
  attention,
  connectionFails,
  connectionRecovers,
  deliveryRefused,
  jobFailed,
]
