import { type AlertKind, CARD_FIELDS, cardExample, factsOfCard, RAISED } from '../alerts/index.ts'

const BATCH = /^archive\.batch:(\d+)$/

/** Titles of plans that sort a batch. */
const SORTED: readonly string[] = ['archive.sort', 'archive.sort-copy', 'archive.sort-move']

const batchSorted: AlertKind = {
  kind: 'archive.batch-sorted',
  area: 'archive',
  events: ['plan.apply.settled'],
  fields: ['batch', 'count'],
  filters: [],
  example: { params: { batch: '0147', count: 1862 }, severity: 'good', open: '/archive/batches' },
  read({ data = {} }) {
    const { code, params } = (data['title'] ?? {}) as { code?: string; params?: { batch?: string; count?: number } }
    if (code === undefined || !SORTED.includes(code) || data['state'] !== 'applied') return undefined
    const id = BATCH.exec(String(data['about']))?.[1]
    const facts = { batch: params?.batch ?? '', count: params?.count ?? 0 }
    return { params: facts, severity: 'good', open: id === undefined ? '/archive/batches' : `/archive/batches/${id}` }
  },
}

const batchSynced: AlertKind = {
  kind: 'archive.batch-synced',
  area: 'archive',
  events: ['archive.batch.synced'],
  fields: ['batch', 'peer', 'count'],
  filters: [],
  example: { params: { batch: '0147', peer: 'attic', count: 1862 }, severity: 'good', open: '/archive/batches/147' },
  read({ subject, data = {} }) {
    const id = BATCH.exec(subject)?.[1]
    return {
      params: { batch: String(data['batch']), peer: String(data['peer']), count: Number(data['files']) },
      severity: 'good',
      open: id === undefined ? '/archive/batches' : `/archive/batches/${id}`,
    }
  },
}

type SyncCard = 'sync-held' | 'sync-failed' | 'copies-gone' | 'copies-untold'

const ofCard = (code: SyncCard, example: AlertKind['example']): AlertKind => ({
  kind: `archive.${code}`,
  area: 'archive',
  events: [RAISED],
  fields: CARD_FIELDS,
  filters: [],
  example,
  read: (event) => factsOfCard(event, `archive.${code}`),
})

const syncHeld = ofCard('sync-held', cardExample('batch_0147 does not get to attic', { severity: 'warn' }))
const syncFailed = ofCard('sync-failed', cardExample('batch_0147 stopped on its way to the other machine'))
const copiesGone = ofCard(
  'copies-gone',
  cardExample('3 files of batch_0147 are not at attic any more', { severity: 'warn' }),
)
const copiesUntold = ofCard(
  'copies-untold',
  cardExample('Copies at attic can’t be looked at again', { severity: 'warn' }),
)

/** What people are told of the archive. */
export const archiveAlertKinds: readonly AlertKind[] = [
  batchSorted,
  batchSynced,
  syncHeld,
  syncFailed,
  copiesGone,
  copiesUntold,
]
