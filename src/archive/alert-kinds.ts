import type { AlertKind } from '../alerts/index.ts'

const BATCH = /^archive\.batch:(\d+)$/

const batchSorted: AlertKind = {
  kind: 'archive.batch-sorted',
  area: 'archive',
  events: ['plan.apply.settled'],
  fields: ['batch', 'count'],
  filters: [],
  example: { params: { batch: '0147', count: 1862 }, severity: 'good', open: '/archive/batches' },
  read({ data = {} }) {
    const { code, params } = (data['title'] ?? {}) as { code?: string; params?: { batch?: string; count?: number } }
    if (code !== 'archive.sort' || data['state'] !== 'applied') return undefined
    const id = BATCH.exec(String(data['about']))?.[1]
    const facts = { batch: params?.batch ?? '', count: params?.count ?? 0 }
    return { params: facts, severity: 'good', open: id === undefined ? '/archive/batches' : `/archive/batches/${id}` }
  },
}

/** What people are told of the archive. */
export const archiveAlertKinds: readonly AlertKind[] = [batchSorted]
