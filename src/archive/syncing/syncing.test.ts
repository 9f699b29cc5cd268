import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { Registry } from 'prom-client'
import { applyDraft, type ArchiveWorld, openArchiveWorld, untilQuiet } from '../../../test/archive-world.ts'
import type { Db } from '../../db/db.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { type PeerFolder, peerFolder } from '../../../test/peer-folder.ts'
import { toCardView } from '../../attention/routes.ts'
import { listOpenCards } from '../../attention/store.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { listDeliveries } from '../../deliveries/index.ts'
import { systemClock } from '../../kernel/clock.ts'
import { listPlans } from '../../plans/store.ts'
import { changeBatch, findBatch } from '../batches/store.ts'
import type { BatchView } from '../contract.ts'
import { findReadings } from '../integrity/store.ts'
import { changeItem } from '../items/edit-store.ts'
import { findItems, listItemsInState } from '../items/store.ts'
import { RecheckCopies, ScanIntake } from '../jobs.ts'
import { deleteKept, listKept } from '../sorting/kept-store.ts'
import { archiveSettings } from '../settings.ts'
import type { SyncDiagnostics, SyncView } from './contract.ts'
import { peerCopiesWith } from './peer-copies.ts'
import { verifiedCopiesOf, withdrawCopies } from './proof-store.ts'

const SYNCED = { connection: 'attic', poll_interval_sec: 1, stalled_after_sec: 5 }
const settings = (syncing: object = {}) => ({ intake: { watch: false }, syncing: { ...SYNCED, ...syncing } })
const taken = new Date('2022-05-06T10:00:00')

async function openWorld(db: Db, more: object = {}) {
  let peer: PeerFolder | undefined
  const world = await openArchiveWorld(settings(more), {
    db,
    synced: (dataFolder) => (peer = peerFolder(join(dataFolder, 'batches'))).folder,
  })
  if (peer === undefined) throw new Error('no peer')
  return Object.assign(world, { peer })
}
type World = Awaited<ReturnType<typeof openWorld>>

const ask = async <Reply>(w: ArchiveWorld, operationId: string, input: object = {}): Promise<Reply> => {
  const route = w.archive.routes.find((one) => one.operationId === operationId)
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  const signal = new AbortController().signal
  const given = { body: {}, params: {}, query: { limit: 10 }, actor, signal, ...input }
  return (await route?.handle(given as never)) as Reply
}
const first = { params: { batchId: 1 } }
const viewOf = (w: ArchiveWorld) => ask<SyncView>(w, 'archive.sync.get', first)
const lookNow = (w: ArchiveWorld) => ask(w, 'archive.sync.refresh')
const stateOf = async (w: ArchiveWorld) => (await findBatch(w.db.read, 1))?.state
/** What whoever looks on hears of looks from now on. */
function progressOf(w: ArchiveWorld): unknown[] {
  const heard: unknown[] = []
  w.bus.subscribe((message) => {
    if (message.type === 'progress')
      heard.push([message.progress.kind, message.progress.current, message.progress.total])
  })
  return heard
}
const cardsOf = async (w: ArchiveWorld) =>
  (await listOpenCards(w.db.read, Date.now(), { snoozed: true })).map(toCardView)

async function until(w: ArchiveWorld, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error(`never ${what}: ${await stateOf(w)} ${JSON.stringify(await viewOf(w).catch(String))}`)
}

/** Two files are in a batch that is on its way, and the job has looked once. */
async function onItsWay(w: World): Promise<void> {
  await w.put('inbox/a.txt', 'aaa', taken)
  await w.put('inbox/b.heic', 'bbbbb', taken)
  await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
  await until(w, 'looked at', async () => (await viewOf(w).catch(() => undefined))?.lookedAt != null)
}

async function sorted(w: World): Promise<void> {
  await onItsWay(w)
  w.peer.bring()
  await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
  await untilQuiet(w)
}

onEachDatabase('a batch that is synced', (openDb) => {
  it('is SYNCED once each file is there, and then sorted by copy: nothing leaves the shared folder', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    const before = await viewOf(w)
    assert.deepEqual(
      [before.state, before.doneBytes, before.totalBytes, before.needItems, before.hold, before.peer],
      ['SYNCING', 0, 8, 2, null, 'attic'],
    )
    assert.deepEqual(w.peer.state.rescans, [['batch_001']])
    const metrics = new Registry()
    w.archive.measure(metrics)
    assert.match(
      await metrics.metrics(),
      /patchbay_sync_waiting\{reason="none"\} 1\n[^]*patchbay_sync_needed_bytes 8\n/,
    )
    w.peer.bring(1)
    await lookNow(w)
    assert.deepEqual([(await viewOf(w)).doneBytes, await stateOf(w)], [3, 'SYNCING'])
    await assert.rejects(ask(w, 'archive.sortBatch', { ...first, body: { dryRun: false } }), /batch-not-synced/)
    await sorted(w)
    assert.deepEqual(await w.files('batches'), ['batch_001/a.txt', 'batch_001/b.heic'])
    assert.equal((await w.files('archive')).length, 2)
    const readings = await findReadings(w.db.read, [1, 2])
    assert.deepEqual(
      [...readings.values()].map(({ readBy }) => readBy),
      ['move', 'move'],
      'each copy was read back as it was made, and is not read once more',
    )
    const view = await viewOf(w)
    assert.deepEqual([view.proof?.files, view.kept, view.hold], [2, { files: 2, bytes: 8 }, null])
    const told = await w.events.readBefore({ kindPrefix: 'archive.sync.', limit: 5 })
    assert.deepEqual(
      told.map(({ kind, subject, data }) => [kind, subject, data]),
      [['archive.sync.started', 'archive.batch:1', { batch: 'batch_001' }]],
    )
    const [delivery] = await listDeliveries(w.db.read, { limit: 5 })
    assert.deepEqual(
      [delivery?.kind, delivery?.state, delivery?.meant],
      ['archive.sync-batch', 'verified', { 'sync-files': '2', 'sync-bytes': '8', 'sync-peer': 'attic' }],
    )
    const copies = await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] })
    assert.deepEqual(copies.map(({ relPath, peer }) => [relPath, peer]).toSorted(), [
      ['batch_001/a.txt', 'attic'],
      ['batch_001/b.heic', 'attic'],
    ])
  })

  it('is not SYNCED while the other machine has told nothing, nor by its word without the files', async () => {
    await using w = await openWorld(await openDb())
    w.peer.state.isSilent = true
    w.peer.state.ignores = /heic$/
    await onItsWay(w)
    w.peer.bring()
    await lookNow(w)
    assert.deepEqual([await stateOf(w), (await viewOf(w)).hold?.code], ['SYNCING', 'sync.peer-silent'])
    w.peer.state.isSilent = false
    await lookNow(w)
    const view = await viewOf(w)
    assert.deepEqual(
      [view.state, view.hold?.code, view.doneBytes, view.lacking.map(({ path }) => path)],
      ['SYNCING', 'sync.missing', 3, ['batch_001/b.heic']],
    )
    assert.match(view.hold?.todo ?? '', /ignore patterns .* attic/)
    w.peer.state.ignores = /^$/
    w.peer.bring()
    await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
  })

  it('names what keeps it, tells of it when it lasts, and goes on by itself', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    w.peer.state.hold = { code: 'device-paused', params: { folder: 'Photos', device: 'attic' } }
    await lookNow(w)
    assert.match((await viewOf(w)).hold?.text ?? '', /^attic is paused/)
    assert.deepEqual(await cardsOf(w), [], 'not at once')
    await w.db.tx((tx) =>
      tx
        .updateTable('archive_syncs')
        .set({ hold_since: Date.now() - 6_000 })
        .execute(),
    )
    await lookNow(w)
    const [card] = await cardsOf(w)
    assert.deepEqual([card?.said.code, card?.said.todo], ['archive.sync-held', (await viewOf(w)).hold?.todo])
    w.peer.state.hold = null
    w.peer.state.isDown = true
    const heard = progressOf(w)
    await until(w, 'told of a look', async () => heard.length > 0)
    assert.deepEqual(heard.at(-1), ['archive.sync', 0, 8])
    await lookNow(w)
    assert.equal((await viewOf(w)).hold?.code, 'remote/refused')
    w.peer.state.isDown = false
    w.peer.bring()
    await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
    assert.deepEqual(await cardsOf(w), [])
  })

  it('is stalled when nothing moves, and a deletion that is stuck keeps nothing', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.db.tx((tx) =>
      tx
        .updateTable('archive_syncs')
        .set({ progressed_at: Date.now() - 6_000 })
        .execute(),
    )
    await lookNow(w)
    assert.equal((await viewOf(w)).hold?.code, 'sync.stalled')
    assert.equal((await cardsOf(w))[0]?.said.code, 'archive.sync-held')
    w.peer.state.needDeletes = 2
    w.peer.bring()
    await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
  })

  it('has the folder read anew for a file that the service left out', async () => {
    await using w = await openWorld(await openDb())
    w.peer.state.leavesOut = /heic$/
    await onItsWay(w)
    w.peer.bring()
    await lookNow(w)
    assert.deepEqual([(await viewOf(w)).hold?.code, await stateOf(w)], ['sync.ignored', 'SYNCING'])
  })

  it('stops with a card when a file is not the one that was taken; its files can be put back', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.put('batches/batch_001/a.txt', 'another', taken)
    await w.peer.folder.rescan(['batch_001'], AbortSignal.timeout(1000))
    w.peer.bring()
    await lookNow(w)
    await until(w, 'stopped', async () => (await stateOf(w)) === 'ERROR')
    const batch = await ask<BatchView>(w, 'archive.getBatch', first)
    assert.deepEqual([batch.reason?.code, batch.reason?.params['first']], ['archive/sync-changed', 'batch_001/a.txt'])
    assert.deepEqual(
      (await cardsOf(w)).map(({ said }) => said.code),
      ['archive.sync-failed'],
    )
    await untilQuiet(w)
    await w.put('batches/batch_001/a.txt', 'aaa', taken)
    await ask(w, 'archive.retryBatch', first)
    await until(w, 'sorted', async () => {
      w.peer.bring()
      return (await stateOf(w)) === 'SORTED'
    })
    assert.deepEqual(await cardsOf(w), [])
  })

  it('is not SYNCED with another file of the same size in the place of one that was taken', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.put('batches/batch_001/a.txt', 'xxx')
    await w.peer.folder.rescan(['batch_001'], AbortSignal.timeout(1000))
    w.peer.bring()
    await until(w, 'stopped', async () => ['ERROR', 'SYNCED', 'SORTED'].includes(String(await stateOf(w))))
    const batch = await ask<BatchView>(w, 'archive.getBatch', first)
    assert.deepEqual([batch.reason?.code, batch.reason?.params['first']], ['archive/sync-changed', 'batch_001/a.txt'])
    assert.deepEqual(await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] }), [])
    await untilQuiet(w)
    await w.put('batches/batch_001/a.txt', 'aaa')
    await ask(w, 'archive.retryBatch', first)
    await until(w, 'sorted with the same bytes under another time', async () => {
      w.peer.bring()
      return (await stateOf(w)) === 'SORTED'
    })
  })

  it('is asked about no longer than a person waits: a service that is silent is an answer, and changes nothing', async (test) => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    let asks = 0
    w.peer.folder.look = (signal) => {
      asks++
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    await until(w, 'asked by its job, which still waits', async () => asks > 0)
    // Node knows it, its types do not yet.
    test.mock.timers.enable({ apis: ['AbortSignal.timeout' as 'setTimeout'] })
    const asked = [ask<SyncDiagnostics>(w, 'archive.sync.diagnose'), lookNow(w)] as const
    await new Promise((resolve) => setTimeout(resolve, 300))
    test.mock.timers.tick(20_001)
    assert.equal((await asked[0]).problem?.code, 'remote/no-answer')
    await asked[1]
    assert.equal(await stateOf(w), 'SYNCING')
  })

  it('keeps the next batch from being made, and is given up by a person', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.put('inbox/c.txt', 'c', taken)
    await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
    await assert.rejects(ask(w, 'archive.createBatch', { body: { dryRun: false } }), /batch-blocks/)
    await ask(w, 'archive.abandonBatch', first)
    await until(w, 'put back', async () => (await stateOf(w)) === 'ABANDONED')
    assert.deepEqual(
      (await w.files('inbox')).filter((name) => name !== 'c.txt'),
      ['a.txt', 'b.heic'],
    )
  })

  it('lets the next batch be made once it is sorted, of what came meanwhile', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.put('inbox/c.txt', 'c', taken)
    await w.db.tx((tx) => w.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
    await until(w, 'known', async () => (await listItemsInState(w.db.read, 1, ['unique'])).length === 1)
    w.peer.bring()
    await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
    await until(w, 'taken', async () => (await findBatch(w.db.read, 2))?.state === 'SYNCING')
    await until(w, 'sorted, too', async () => {
      w.peer.bring()
      return (await findBatch(w.db.read, 2))?.state === 'SORTED'
    })
    assert.deepEqual(await w.files('inbox'), [])
  })

  it('is synced and sorted again after its sorting had stopped half way', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const [item] = await findItems(w.db.read, [1])
    const [copy] = await listKept(w.db.read, 1)
    await rm(join(w.dataFolder, 'archive', item?.relPath ?? ''))
    await w.db.tx(async (tx) => {
      await changeItem(tx, 1, { state: 'batched', rootId: Number(copy?.rootId), relPath: String(copy?.relPath) })
      await deleteKept(tx, [1])
      await changeBatch(tx, 1, { state: 'ERROR', reason: { code: 'archive/sort-incomplete', params: {} } })
    })
    await ask(w, 'archive.sync.start', first)
    await until(w, 'synced', async () => (await stateOf(w)) !== 'SYNCING')
    await untilQuiet(w)
    assert.equal((await findBatch(w.db.read, 1))?.state, 'SORTED')
  })

  it('is sorted by what was agreed when syncing is switched off on its way', async () => {
    await using w = await openWorld(await openDb())
    await onItsWay(w)
    await w.change({ intake: { watch: false, settle_sec: 1 } })
    await lookNow(w)
    await until(w, 'sorted', async () => (await stateOf(w)) === 'SORTED')
    assert.deepEqual(await w.files('batches'), [])
  })
})

onEachDatabase('what sorting by copy leaves', (openDb) => {
  it('is taken back by undo only while the batch folder has the file', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    await rm(join(w.dataFolder, 'batches/batch_001/a.txt'))
    const [plan] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
    await w.db.tx((tx) => w.plans.undo(tx, Number(plan?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
    assert.deepEqual(
      (await w.files('archive')).map((path) => path.split('/').at(-1)),
      ['a.txt'],
    )
    assert.deepEqual(await w.files('batches'), ['batch_001/b.heic'])
  })

  it('is cleared by a plan that compares it with the archive, and that can be undone', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const { planId } = await ask<{ planId: number }>(w, 'archive.sync.release', first)
    assert.equal((await ask<{ planId: number }>(w, 'archive.sync.release', first)).planId, planId)
    assert.equal((await w.files('batches')).length, 2, 'a draft moves nothing')
    await applyDraft(w, 'archive.release')
    assert.deepEqual(await w.files('batches'), [])
    assert.equal((await w.files('archive')).length, 2)
    assert.deepEqual(await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] }), [], 'the other machine may delete it, too')
    const sort = (await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 }))[0]
    await w.db.tx((tx) => w.plans.undo(tx, Number(sort?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
    assert.equal((await w.files('archive')).length, 2, 'the archive has the only ones now')
    await w.db.tx((tx) => w.plans.undo(tx, planId, { actor: 'person:1' }))
    await untilQuiet(w)
    assert.equal((await w.files('batches')).length, 2)
  })

  it('is nothing when the settings say to move, and then nothing is proven any more', async () => {
    await using w = await openWorld(await openDb(), { sort_mode: 'move' })
    await sorted(w)
    assert.deepEqual([await w.files('batches'), (await viewOf(w)).proof], [[], null])
    const [plan] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
    assert.equal(plan?.title.code, 'archive.sort-move')
  })

  it('is looked at again once it was seen long ago: dated anew while it is there, told of when it is gone', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const day = 86_400_000
    const age = (ms: number) =>
      w.db.tx((tx) =>
        tx
          .updateTable('archive_peer_copies')
          .set({ looked_at: Date.now() - ms })
          .execute(),
      )
    const recheck = async (): Promise<void> => {
      await w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' }))
      await untilQuiet(w)
    }
    const seenAt = async () => Date.parse((await viewOf(w)).proof?.lookedAt ?? '')
    await age(6 * day)
    await recheck()
    assert.ok((await seenAt()) < Date.now() - 5 * day, 'not before it is due')
    await age(8 * day)
    w.peer.state.isConnected = false
    await recheck()
    assert.deepEqual([(await viewOf(w)).proof?.files, await cardsOf(w)], [2, []], 'who is away proves nothing')
    w.peer.state.isConnected = true
    await recheck()
    assert.ok((await seenAt()) > Date.now() - day)
    await age(8 * day)
    w.peer.there.delete('batch_001/b.heic')
    await recheck()
    const view = await viewOf(w)
    assert.deepEqual([view.proof?.files, view.lost?.files], [1, 1])
    assert.ok(Date.parse(view.lost?.lastSeenAt ?? '') < Date.now() - 7 * day, 'it was there at that time')
    const [card] = await cardsOf(w)
    assert.deepEqual([card?.said.code, card?.said.params['count']], ['archive.copies-gone', 1])
    assert.deepEqual((await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] })).length, 1)
    w.peer.bring()
    await age(8 * day)
    await recheck()
    assert.deepEqual([(await viewOf(w)).proof?.files, (await viewOf(w)).lost, await cardsOf(w)], [2, null, []])
  })

  it('is proven no more once another file of the same size lies in its place', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    await w.put('batches/batch_001/a.txt', 'xxx')
    await w.peer.folder.rescan(['batch_001'], AbortSignal.timeout(1000))
    w.peer.bring()
    const { deliveryId } = await viewOf(w)
    const call = { actor: 'person:1', signal: AbortSignal.timeout(10_000), onProgress: () => undefined }
    await w.deliveries.byHand.look(Number(deliveryId), call)
    const copies = await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] })
    assert.deepEqual(
      copies.map(({ relPath }) => relPath),
      ['batch_001/b.heic'],
    )
  })

  it('is proven no more after the night that sees another file of the same size in its place', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    await w.put('batches/batch_001/a.txt', 'xxx')
    await w.peer.folder.rescan(['batch_001'], AbortSignal.timeout(1000))
    w.peer.bring()
    await w.db.tx((tx) =>
      tx
        .updateTable('archive_peer_copies')
        .set({ looked_at: Date.now() - 8 * 86_400_000 })
        .execute(),
    )
    await w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' }))
    await untilQuiet(w)
    const copies = await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] })
    assert.deepEqual(
      copies.map(({ relPath }) => relPath),
      ['batch_001/b.heic'],
    )
    const [card] = await cardsOf(w)
    assert.deepEqual([card?.said.code, card?.said.params['count']], ['archive.copies-gone', 1])
  })

  it('stays proven while the service here leaves it out: that says nothing of the other machine', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    w.peer.state.leavesOut = /./
    await w.peer.folder.rescan(['batch_001'], AbortSignal.timeout(1000))
    const { deliveryId } = await viewOf(w)
    const call = { actor: 'person:1', signal: AbortSignal.timeout(10_000), onProgress: () => undefined }
    await assert.rejects(w.deliveries.byHand.look(Number(deliveryId), call), { code: 'archive/sync-not-told' })
    assert.equal((await verifiedCopiesOf(w.db.read, { itemIds: [1, 2] })).length, 2)
  })

  it('makes nothing safe any more once nobody has seen it there for two months', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const [item] = await findItems(w.db.read, [1])
    const sha256 = String(item?.sha256)
    const peerCopiesOf = peerCopiesWith({ ...w, clock: systemClock, settings: () => archiveSettings.parse(settings()) })
    const seenAgo = async (days: number) => {
      const looked_at = Date.now() - days * 86_400_000
      await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ looked_at }).execute())
      const answer = await peerCopiesOf([sha256])
      return answer.kind === 'answered' ? answer.copies.get(sha256)?.[0] : undefined
    }
    assert.equal((await seenAgo(59))?.waits, null)
    const stale = await seenAgo(61)
    assert.deepEqual([stale?.verifiedAt, stale?.waits?.code], [null, 'where.not-seen-lately'])
  })

  it('counts its proof at the machine where it went last, when that one was replaced', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const [plan] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
    await w.db.tx((tx) => w.plans.undo(tx, Number(plan?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
    await w.db.tx((tx) => withdrawCopies(tx, [1], Date.now()))
    const { about } = w.peer.folder
    w.peer.folder.about = async (signal) => ({ ...(await about(signal)), peer: { deviceId: 'PEER-2', name: 'cellar' } })
    await ask(w, 'archive.sync.start', first)
    await until(w, 'synced anew', async () => (await viewOf(w)).peer === 'cellar' && (await stateOf(w)) === 'SORTED')
    const { proof, lost } = await viewOf(w)
    assert.deepEqual([proof?.files, lost], [2, null])
  })

  it('says what is gone where since when, is looked at again and brought over anew, and stays sorted', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const path = 'batch_001/a.txt'
    const seenAt = Date.now() - 8 * 86_400_000
    await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ looked_at: seenAt }).execute())
    const recheck = async (): Promise<void> => {
      await w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' }))
      await untilQuiet(w)
    }
    const start = () => ask<{ runId: number }>(w, 'archive.sync.start', first)
    await assert.rejects(start(), { code: 'archive/batch-not-syncable' })
    w.peer.there.clear()
    const before = Date.now()
    await recheck()
    const { lost, proof, canStart, peer, state } = await viewOf(w)
    assert.deepEqual([lost?.files, proof, canStart, peer, state], [2, null, true, 'attic', 'SORTED'])
    assert.deepEqual(
      [
        lost?.first.map((one) => one.path),
        Date.parse(lost?.lastSeenAt ?? ''),
        Date.parse(lost?.first[0]?.lastSeenAt ?? ''),
      ],
      [[path, 'batch_001/b.heic'], seenAt, seenAt],
    )
    assert.ok(Date.parse(lost?.since ?? '') >= before)
    const told = async () =>
      (await w.db.read.selectFrom('live_events').select('seq').where('kind', '=', 'archive.copies.gone').execute())
        .length
    assert.deepEqual([(await cardsOf(w)).map(({ said }) => said.code), await told()], [['archive.copies-gone'], 1])
    // The next night looks for them once more, says the same, and finds what came back.
    await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ missed_at: 1 }).execute())
    await recheck()
    assert.deepEqual([(await viewOf(w)).lost?.since, await told()], [lost?.since, 1])
    w.peer.bring(1)
    await w.deliveries.byHand.look(1, {
      actor: 'person:1',
      signal: AbortSignal.timeout(5000),
      onProgress: () => undefined,
    })
    const partly = await viewOf(w)
    assert.deepEqual([partly.lost?.files, partly.proof?.files], [1, 1], 'a look counts what is there again')
    await start()
    await until(w, 'read anew', async () => w.peer.state.rescans.length > 1)
    w.peer.bring()
    await until(w, 'there again', async () => (await viewOf(w)).lost === null)
    await until(w, 'told', async () => (await listDeliveries(w.db.read, { limit: 1 }))[0]?.state === 'verified')
    const after = await viewOf(w)
    assert.deepEqual([after.proof?.files, after.state, after.canStart, await cardsOf(w)], [2, 'SORTED', false, []])
    const deliveries = await listDeliveries(w.db.read, { limit: 5 })
    assert.deepEqual(
      deliveries.map((one) => [one.deliveryId === after.deliveryId, one.state]),
      [
        [true, 'verified'],
        [false, 'uncertain'],
      ],
    )
  })

  it('is told of no more once its folder is cleared', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    w.peer.there.clear()
    await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ looked_at: 1 }).execute())
    await w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' }))
    await untilQuiet(w)
    assert.equal((await cardsOf(w)).length, 1)
    await ask(w, 'archive.sync.release', first)
    await applyDraft(w, 'archive.release')
    assert.deepEqual([(await viewOf(w)).lost, await cardsOf(w)], [null, []])
  })

  it('waits to be looked at while the connection does not lead there: one card, no failed run, and nothing is gone', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const seenAt = Date.now() - 8 * 86_400_000
    await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ looked_at: seenAt }).execute())
    const night = () =>
      w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' })).then((job) => job.jobId)
    const rowOf = (jobId: number) =>
      w.db.read.selectFrom('job_queue').select(['state', 'run_at']).where('id', '=', jobId).executeTakeFirst()
    const waits = (jobId: number) =>
      until(w, 'waiting', async () => {
        const row = await rowOf(jobId)
        return Number(row?.run_at) > Date.now() + 60_000
      })
    const wake = (jobId: number) => w.db.tx((tx) => w.jobs.goOn(tx, jobId))
    w.peer.state.refusal = new NotFoundError('syncthing/no-such-folder', { params: { host: 'nas', folder: 'photos' } })
    const jobId = await night()
    await waits(jobId)
    const [card, ...more] = await cardsOf(w)
    assert.deepEqual(
      [card?.said.code, card?.said.params['peer'], card?.said.params['count'], more],
      ['archive.copies-untold', 'attic', 2, []],
    )
    assert.match(`${card?.said.why} ${card?.said.todo}`, /photos.*last seen there/s)
    assert.equal(await night(), jobId, 'the next night asks for nothing more')
    await wake(jobId)
    w.peer.state.refusal = null
    w.peer.state.hold = { code: 'folder-paused', params: { folder: 'Photos', device: 'attic' } }
    await until(w, 'told otherwise', async () => /paused/.test((await cardsOf(w))[0]?.said.why ?? ''))
    await waits(jobId)
    const view = await viewOf(w)
    assert.deepEqual([view.proof?.files, view.lost, Date.parse(view.proof?.lookedAt ?? '')], [2, null, seenAt])
    w.peer.state.hold = null
    await wake(jobId)
    await untilQuiet(w)
    assert.deepEqual(await cardsOf(w), [])
    assert.ok(Date.parse((await viewOf(w)).proof?.lookedAt ?? '') > seenAt)
    const ended = await w.db.read
      .selectFrom('job_history')
      .select('state')
      .where('kind', '=', RecheckCopies.kind)
      .execute()
    assert.deepEqual(ended, [{ state: 'completed' }])
  })

  it('waits without a card while nobody answers, and no longer once nothing is synced', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    await w.db.tx((tx) => tx.updateTable('archive_peer_copies').set({ looked_at: 1 }).execute())
    w.peer.state.isDown = true
    const { jobId } = await w.db.tx((tx) => w.jobs.enqueue(tx, RecheckCopies, { archiveId: 1 }, { actor: 'system' }))
    const rowOf = () => w.db.read.selectFrom('job_queue').select(['run_at', 'attempt']).where('id', '=', jobId)
    await until(w, 'waiting', async () => Number((await rowOf().executeTakeFirst())?.run_at) > Date.now() + 60_000)
    assert.deepEqual(await cardsOf(w), [])
    await w.change({ intake: { watch: false } })
    await w.db.tx((tx) => w.jobs.goOn(tx, jobId))
    await untilQuiet(w)
  })

  it('stays synced when the sorting is undone, and can be sorted again', async () => {
    await using w = await openWorld(await openDb())
    await sorted(w)
    const [plan] = await listPlans(w.db.read, { kind: 'archive.sort', limit: 1 })
    await w.db.tx((tx) => w.plans.undo(tx, Number(plan?.planId), { actor: 'person:1' }))
    await untilQuiet(w)
    assert.deepEqual([await w.files('archive'), await stateOf(w)], [[], 'SYNCED'])
    assert.equal((await ask<BatchView>(w, 'archive.getBatch', first)).isHeld, true)
    await ask(w, 'archive.sortBatch', { ...first, body: { dryRun: false } })
    await untilQuiet(w)
    assert.deepEqual([(await w.files('archive')).length, await stateOf(w)], [2, 'SORTED'])
  })
})
