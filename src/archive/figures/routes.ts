import { instant } from '../../kernel/contract.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { addDays, dayAt, daySpan } from '../../kernel/time.ts'
import { countFiled, listBatches, listBlockingBatches } from '../batches/store.ts'
import { type BatchView, StepName } from '../contract.ts'
import type { ArchiveCore } from '../core.ts'
import { countItems } from '../items/store.ts'
import { toBatchView } from '../items/views.ts'
import { type Batch, DEFAULT_ARCHIVE, type ItemState } from '../model.ts'
import { listPauses, type Pause } from '../workflow/pause-store.ts'
import { toRunView } from '../workflow/runs.ts'
import { type ArchiveFigures, figureRoutes, type PauseView, type StorageHistory } from './contract.ts'
import { forecastOf } from './forecast.ts'
import { listSamples, type Sample } from './sample-store.ts'
import { takeSample } from './sample-storage.ts'
import { type CountAndBytes, countByState, countFiledSince } from './store.ts'

const RECENT = 5
const WEEK_DAYS = 7
const PACE_DAYS = 30
const DAY_MS = 86_400_000
const COPIES: readonly ItemState[] = ['duplicate', 'aside', 'trashed']
const UNDER_WAY: readonly ItemState[] = ['arriving', 'incomplete', 'unique', 'batched']

export function figureRoutesOf(core: ArchiveCore): BoundRoute[] {
  return bindRoutes(figureRoutes, {
    getFigures: () => figuresOf(core),
    getHistory: ({ query }) => historyOf(core, query.days),
  })
}

async function figuresOf(core: ArchiveCore): Promise<ArchiveFigures> {
  const { db, clock, timeZone } = core
  const states = await countByState(db.read, DEFAULT_ARCHIVE)
  const today = dayAt(clock.now(), timeZone())
  const filedSince = (day: string): Promise<CountAndBytes> =>
    countFiledSince(db.read, DEFAULT_ARCHIVE, daySpan(day, timeZone()).startsAt)
  const runs = await core.runLedger.list({ limit: RECENT })
  return {
    filed: sumOf(states, ['filed']),
    filedToday: await filedSince(today),
    filedLast7Days: await filedSince(addDays(today, 1 - WEEK_DAYS)),
    duplicates: sumOf(states, COPIES),
    waiting: sumOf(states, UNDER_WAY).count - (await countItems(db.read, DEFAULT_ARCHIVE, { staysOut: true })),
    activeBatches: await viewBatches(core, await listBlockingBatches(db.read, DEFAULT_ARCHIVE)),
    recentBatches: await viewBatches(core, await listBatches(db.read, DEFAULT_ARCHIVE, { limit: RECENT })),
    recentRuns: await Promise.all(runs.map((run) => toRunView(core, run))),
    pauses: (await listPauses(db.read, DEFAULT_ARCHIVE)).map(toPauseView),
  }
}

function sumOf(states: ReadonlyMap<ItemState, CountAndBytes>, wanted: readonly ItemState[]): CountAndBytes {
  const found = wanted.map((state) => states.get(state) ?? { count: 0, bytes: 0 })
  return found.reduce((sum, one) => ({ count: sum.count + one.count, bytes: sum.bytes + one.bytes }))
}

async function viewBatches({ db }: ArchiveCore, batches: readonly Batch[]): Promise<BatchView[]> {
  const filed = await countFiled(
    db.read,
    batches.map(({ batchId }) => batchId),
  )
  return batches.map((batch) => toBatchView(batch, filed.get(batch.batchId) ?? 0))
}

const toPauseView = ({ runId, done, next, since }: Pause): PauseView => ({
  runId,
  done: StepName.parse(done),
  next: StepName.parse(next),
  since: instant(since),
})

async function historyOf(core: ArchiveCore, days: number): Promise<StorageHistory> {
  const { db, clock, timeZone } = core
  const now = await takeSample(core, DEFAULT_ARCHIVE, clock.now())
  const since = addDays(dayAt(clock.now(), timeZone()), -days)
  const before = (await listSamples(db.read, DEFAULT_ARCHIVE, since)).filter(({ day }) => day !== now.day)
  const { bytes } = await countFiledSince(db.read, DEFAULT_ARCHIVE, clock.now() - PACE_DAYS * DAY_MS)
  const forecast = forecastOf(now, before, bytes / PACE_DAYS)
  return { samples: [...before, now].map(viewSample), forecast: forecast ?? null }
}

const viewSample = ({ day, files, bytes, diskBytes, freeBytes }: Sample) => ({
  day,
  files,
  bytes,
  diskBytes,
  freeBytes,
})
