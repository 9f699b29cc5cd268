import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { BatchView } from '../../src/archive/contract.ts'
import type { SyncView } from '../../src/archive/syncing/contract.ts'
import { openSyncthingPair, type SyncthingPair, syncthingMissing } from '../syncthing.ts'
import { openBefore } from './before-syncthing.ts'
import type { Journey } from './journey.ts'

/**
 * `trust-completion`: nobody looks whether a file is there, its Syncthing says yes to each. `sort-by-move`: sorting takes
 * the files out of the shared folder.
 */
export const SYNC_SABOTAGES = ['trust-completion', 'sort-by-move'] as const
export type SyncSabotage = (typeof SYNC_SABOTAGES)[number]

const FILES = 500
const PATIENCE_MS = 120_000
/** Its own pause before it tries what failed again is a minute. */
const SLOW_MS = 200_000

interface Way extends Journey {
  pair: SyncthingPair
  connectionId: number
  /** Address of the Syncthing here, as the connection has it. */
  url: string
  number: number
  /** The first batch that was synced. */
  firstId: number
}

/** Two real Syncthings: what is SYNCED is at the peer, what keeps it is said with its cure, and sorting deletes nothing there. */
export async function syncJourney(journey: Journey, sabotage?: SyncSabotage): Promise<void> {
  const missing = syncthingMissing()
  if (missing !== undefined) return void process.stdout.write(`    not tried: ${missing}\n`)
  const { app } = journey
  await using stack = new AsyncDisposableStack()
  const batches = join(app.dataFolder, 'batches')
  await mkdir(batches, { recursive: true })
  const pair = stack.use(await openSyncthingPair({ folderA: batches, isAccepted: false }))
  let { url } = pair.a
  if (sabotage === 'trust-completion') ({ url } = stack.use(await openBefore(url, { claims: pair.b.deviceId })))
  const way: Way = { ...journey, pair, url, connectionId: 0, number: 0, firstId: 0 }
  await connect(way, sabotage)
  await freshShare(way)
  await ignoredThere(way)
  await paused(way)
  await markerGone(way)
  await pathGone(way)
  await keyWrong(way)
  await hostCheck(way)
  await stuckDeletion(way)
  await diskFull(way)
}

async function connect(way: Way, sabotage: SyncSabotage | undefined): Promise<void> {
  const { app, pair, step } = way
  await step('a Syncthing is connected and chosen for the batches', async () => {
    const settings = { address: way.url, folder_id: pair.folderId, device_id: pair.b.deviceId }
    const body = { kind: 'syncthing', name: 'Attic', settings, secrets: { api_key: pair.a.key } }
    const made = await app.cli('POST', 'api/v1/connections', body)
    assert.equal(made.status, 201, made.text)
    way.connectionId = Number(made.json['connectionId'])
    const sort_mode = sabotage === 'sort-by-move' ? 'move' : 'copy'
    await setTo(way, {
      syncing: { connection: 'Attic', poll_interval_sec: 1, stalled_after_sec: 20, sort_mode },
      intake: { mode: 'auto' },
      batch: { selection_mode: 'files', max_files: FILES },
    })
  })
}

async function setTo({ app }: Way, archive: Record<string, unknown>): Promise<void> {
  const { headers } = await app.call('GET', 'api/v1/config', { headers: { authorization: await app.bearer() } })
  const saved = await app.call('PUT', 'api/v1/config', {
    headers: { authorization: await app.bearer(), 'if-match': String(headers.get('etag')) },
    body: { values: { archive } },
  })
  assert.equal(saved.status, 200, saved.text)
}

const newest = async ({ app }: Journey): Promise<BatchView | undefined> =>
  (await app.get<{ items: BatchView[] }>('api/v1/archive/batches?limit=1')).items[0]
const syncOf = ({ app }: Journey, batchId: number): Promise<SyncView> =>
  app.get<SyncView>(`api/v1/archive/batches/${batchId}/sync`)

/** Some files that nobody else has. */
async function dropNew(way: Way, names: readonly string[]): Promise<void> {
  const round = ++way.number
  await way.app.drop(
    Object.fromEntries(names.map((name) => [`inbox/r${round}-${name}`, `${round} ${name} ${'x'.repeat(200)}`])),
  )
}

/** The batch that was made of them, once it is on its way. */
async function onItsWay(way: Way): Promise<number> {
  const before = (await newest(way))?.batchId ?? 0
  return comesTo(way, 'on its way', async () => {
    const batch = await newest(way)
    return batch !== undefined && batch.batchId > before && batch.syncedAt === null && batch.state === 'SYNCING'
      ? batch.batchId
      : undefined
  })
}

/** What takes long by itself is marked. */
async function comesTo<Found>(
  way: Way,
  what: string | { slowly: string },
  find: () => Promise<Found | undefined>,
): Promise<Found> {
  const patienceMs = typeof what === 'string' ? PATIENCE_MS : SLOW_MS
  for (const end = Date.now() + patienceMs; Date.now() < end; await wait(100)) {
    const found = await find()
    if (found !== undefined) return found
  }
  const batch = await newest(way)
  const sync = batch === undefined ? undefined : await syncOf(way, batch.batchId).catch(String)
  throw new Error(
    `never ${typeof what === 'string' ? what : what.slowly}: ${batch?.state} ${batch?.reason?.code} ${JSON.stringify(sync)}`,
  )
}

const isSorted = (way: Way, batchId: number, isSlow = false): Promise<true> =>
  comesTo(way, isSlow ? { slowly: 'sorted' } : 'sorted', async () => {
    const batch = await way.app.get<BatchView>(`api/v1/archive/batches/${batchId}`)
    return batch.state === 'SORTED' ? true : undefined
  })

/** It stays on its way, and says why and what to do about it. */
async function heldBy(way: Way, batchId: number, codes: readonly string[]): Promise<SyncView> {
  const held = await comesTo(way, `held by ${codes.join(' or ')}`, async () => {
    const sync = await syncOf(way, batchId)
    assert.equal(sync.state, 'SYNCING', 'it is not there')
    return codes.includes(sync.hold?.code ?? '') ? sync : undefined
  })
  assert.ok((held.hold?.todo ?? '') !== '', `${held.hold?.code} says no cure`)
  return held
}

/** Hashes of the files of a batch at the peer, by name. */
async function atPeer({ pair }: Way, batch: string): Promise<Map<string, string>> {
  const folder = join(pair.b.folder, batch)
  if (!existsSync(folder)) return new Map()
  const names = (await readdir(folder)).filter((name) => !/^[.~]/.test(name))
  const read = async (name: string): Promise<[string, string]> => [name, hashOf(await readFile(join(folder, name)))]
  return new Map(await Promise.all(names.map(read)))
}

const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Each file of the batch is at the peer, with the bytes of its manifest. */
async function requireAtPeer(way: Way, { batchId, name }: Pick<BatchView, 'batchId' | 'name'>): Promise<void> {
  const { files } = await way.app.get<{ files: { relative_path: string; sha256: string }[] }>(
    `api/v1/archive/batches/${batchId}/manifest`,
  )
  const there = await atPeer(way, name)
  const lacking = files.filter(({ relative_path, sha256 }) => there.get(relative_path) !== sha256)
  assert.equal(lacking.length, 0, `SYNCED, and ${lacking.length} of ${files.length} files are not at the peer`)
}

async function freshShare(way: Way): Promise<void> {
  const { app, pair, step, page, shot, address } = way
  let batchId = 0
  await step(`${FILES} files wait while the folder is not accepted, and the page says so`, async () => {
    const names = Array.from({ length: FILES }, (_, at) => `${at}.txt`)
    await dropNew(way, names)
    batchId = await onItsWay(way)
    way.firstId = batchId
    await heldBy(way, batchId, ['sync.not-accepted', 'sync.peer-silent'])
    await page.goto(`${address}archive/batches/${batchId}`)
    await page.getByTestId('sync-hold').waitFor()
    await page.getByText('accept the folder').first().waitFor()
    await shot('sync-not-accepted')
    await page.goto(`${address}archive`)
    await page.getByText('Active sync progress').waitFor()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await shot('sync-active')
  })
  await step('it is SYNCED only when every file is at the peer', async () => {
    await pair.accept()
    const batch = await comesTo(way, 'synced', async () => {
      const now = await app.get<BatchView>(`api/v1/archive/batches/${batchId}`)
      return now.syncedAt === null ? undefined : now
    })
    await requireAtPeer(way, batch)
  })
  await step('it is sorted by copy: nothing is deleted at the peer', async () => {
    await isSorted(way, batchId)
    await pair.a.ask('POST', `db/scan?folder=${pair.folderId}`)
    await wait(4_000)
    const { name } = await app.get<BatchView>(`api/v1/archive/batches/${batchId}`)
    assert.equal((await atPeer(way, name)).size, FILES, 'sorting deleted at the peer')
    assert.equal((await syncOf(way, batchId)).proof?.files, FILES)
    await page.goto(`${address}archive/batches/${batchId}`)
    await page.getByText(`Sorted by copy: ${FILES} files`).waitFor()
    await shot('sync-sorted')
  })
}

async function ignoredThere(way: Way): Promise<void> {
  const { pair, step, shot, page, address } = way
  const ignores = (ignore: string[]) => pair.b.ask('POST', `db/ignores?folder=${pair.folderId}`, { ignore })
  await step('what the peer ignores is named, and is not SYNCED by its word', async () => {
    await ignores(['*.heic'])
    await dropNew(way, ['a.heic', 'b.txt'])
    const batchId = await onItsWay(way)
    const held = await heldBy(way, batchId, ['sync.missing'])
    assert.deepEqual(
      held.lacking.map(({ path }) => path.split('/').at(-1)),
      [`r${way.number}-a.heic`],
    )
    await page.goto(`${address}archive/batches/${batchId}`)
    await page.getByText('ignore patterns').first().waitFor()
    await shot('sync-ignored')
    await ignores([])
    await pair.b.ask('POST', `db/scan?folder=${pair.folderId}`)
    await isSorted(way, batchId)
    await requireAtPeer(way, await way.app.get<BatchView>(`api/v1/archive/batches/${batchId}`))
  })
}

async function paused(way: Way): Promise<void> {
  const { pair, step } = way
  const device = (isPaused: boolean) => pair.a.ask('PATCH', `config/devices/${pair.b.deviceId}`, { paused: isPaused })
  await step('a peer that is paused, and one that is away, are told apart, and it goes on by itself', async () => {
    await device(true)
    await dropNew(way, ['a.txt'])
    const batchId = await onItsWay(way)
    await heldBy(way, batchId, ['sync.device-paused'])
    await pair.b.stop()
    await device(false)
    await heldBy(way, batchId, ['sync.disconnected'])
    await pair.b.start()
    await isSorted(way, batchId)
  })
}

async function markerGone(way: Way): Promise<void> {
  const { pair, step } = way
  await step('a folder without its marker is said with its cure, and it goes on once the marker is back', async () => {
    const marker = join(pair.a.folder, '.stfolder')
    await rename(marker, `${marker}-away`)
    await pair.a.ask('POST', `db/scan?folder=${pair.folderId}`).catch(() => undefined)
    await dropNew(way, ['a.txt'])
    const batchId = await onItsWay(way)
    await heldByFolder(way, batchId, 'folder marker missing')
    await rename(`${marker}-away`, marker)
    await pair.a.ask('POST', `db/scan?folder=${pair.folderId}`)
    await isSorted(way, batchId)
  })
}

/** The folder itself, which is the folder of the batches here, too: a disk that was unplugged. */
async function pathGone(way: Way): Promise<void> {
  const { app, pair, step, page, address, shot } = way
  const device = (isPaused: boolean) => pair.a.ask('PATCH', `config/devices/${pair.b.deviceId}`, { paused: isPaused })
  const scan = () => pair.a.ask('POST', `db/scan?folder=${pair.folderId}`)
  const away = `${pair.a.folder}-away`
  await step('a folder that is gone is said with its cure, and it goes on by itself once it is back', async () => {
    const first = await app.get<BatchView>(`api/v1/archive/batches/${way.firstId}`)
    const before = await atPeer(way, first.name)
    await device(true)
    await dropNew(way, ['a.txt', 'b.txt'])
    const batchId = await onItsWay(way)
    await heldBy(way, batchId, ['sync.device-paused'])
    await rename(pair.a.folder, away)
    await device(false)
    await scan().catch(() => undefined)
    await heldByFolder(way, batchId, 'folder path missing')
    await page.goto(`${address}archive/batches/${batchId}`)
    await page.getByTestId('sync-hold').getByText('its disk is mounted').waitFor()
    await shot('sync-path-missing')
    await dropNew(way, ['c.txt'])
    await wait(4_000)
    assert.equal(existsSync(pair.a.folder), false, 'a folder was made in the place of the one that is away')
    await rename(away, pair.a.folder)
    await scan()
    await isSorted(way, batchId, true)
    await requireAtPeer(way, await app.get<BatchView>(`api/v1/archive/batches/${batchId}`))
    const isTaken = async (): Promise<boolean> => !(await app.files('inbox')).includes(`r${way.number}-c.txt`)
    await comesTo(way, { slowly: 'taken' }, async () => ((await isTaken()) ? true : undefined))
    const newestId = Number((await newest(way))?.batchId)
    await isSorted(way, newestId, true)
    assert.deepEqual(await atPeer(way, first.name), before, 'what the peer had before is there no more')
  })
}

async function heldByFolder(way: Way, batchId: number, problem: string): Promise<void> {
  const { hold } = await heldBy(way, batchId, ['sync.folder-error'])
  assert.ok(hold?.text.includes(problem), `${hold?.text} does not say ${problem}`)
}

/** It stops, says why, and a person who has set it right has it go on. */
async function stopsAndGoesOn(way: Way, code: string, mend: () => Promise<void>): Promise<void> {
  const stopped = await comesTo(way, 'stopped', async () => {
    const batch = await newest(way)
    return batch?.state === 'ERROR' ? batch : undefined
  })
  assert.equal(stopped.reason?.code, code)
  assert.ok((stopped.reason?.todo ?? '') !== '', `${code} says no cure`)
  await mend()
  const retried = await way.app.cli('POST', `api/v1/archive/batches/${stopped.batchId}/retry`, {})
  assert.equal(retried.status, 200, retried.text)
  await isSorted(way, stopped.batchId)
}

async function change(way: Way, body: object): Promise<void> {
  const path = `api/v1/connections/${way.connectionId}`
  const authorization = await way.app.bearer()
  const { headers } = await way.app.call('GET', path, { headers: { authorization } })
  const etag = String(headers.get('etag'))
  const changed = await way.app.call('PATCH', path, { headers: { authorization, 'if-match': etag }, body })
  assert.equal(changed.status, 200, changed.text)
}

async function keyWrong(way: Way): Promise<void> {
  await way.step('a key that is wrong stops it with its cure', async () => {
    await change(way, { secrets: { api_key: 'not-the-key' } })
    await dropNew(way, ['a.txt'])
    await stopsAndGoesOn(way, 'syncthing/key-refused', () => change(way, { secrets: { api_key: way.pair.a.key } }))
  })
}

async function hostCheck(way: Way): Promise<void> {
  await way.step(
    'a name that Syncthing does not answer to stops it with its cure, and not as a wrong key',
    async () => {
      const { pair } = way
      await using proxy = await openBefore(pair.a.url, { host: 'photos.example' })
      const to = (address: string) => ({
        settings: { address, folder_id: pair.folderId, device_id: pair.b.deviceId },
        secrets: { api_key: pair.a.key },
      })
      await change(way, to(proxy.url))
      await dropNew(way, ['a.txt'])
      await stopsAndGoesOn(way, 'syncthing/host-check', () => change(way, to(way.url)))
    },
  )
}

async function stuckDeletion(way: Way): Promise<void> {
  const { app, pair, step } = way
  await step('a deletion that the peer never carries out keeps no later batch', async () => {
    await pair.b.ask('PATCH', `config/folders/${pair.folderId}`, { ignoreDelete: true })
    const first = await app.get<BatchView>(`api/v1/archive/batches/${way.firstId}`)
    const made = await app.cli('POST', `api/v1/archive/batches/${first.batchId}/release`, {})
    assert.ok(made.status < 300, made.text)
    const applied = await app.cli('POST', `api/v1/plans/${Number(made.json['planId'])}/apply`, {})
    assert.ok(applied.status < 300, applied.text)
    await comesTo(way, 'cleared', async () => ((await syncOf(way, first.batchId)).kept.files === 0 ? true : undefined))
    await pair.a.ask('POST', `db/scan?folder=${pair.folderId}`)
    await comesTo(way, 'stuck', async () => {
      const found = await app.get<{ need: { deletes: number } | null }>('api/v1/archive/syncs/diagnostics')
      return (found.need?.deletes ?? 0) > 0 ? true : undefined
    })
    const before = (await newest(way))?.batchId ?? 0
    await dropNew(way, ['a.txt'])
    const batchId = await comesTo(way, 'taken', async () => {
      const batch = await newest(way)
      return batch !== undefined && batch.batchId > before ? batch.batchId : undefined
    })
    await isSorted(way, batchId)
    assert.equal((await atPeer(way, first.name)).size, FILES, 'the peer kept them')
  })
}

async function diskFull(way: Way): Promise<void> {
  const { pair, step } = way
  const keepFree = (value: number) =>
    pair.b.ask('PATCH', `config/folders/${pair.folderId}`, { minDiskFree: { value, unit: '%' } })
  await step(
    'a peer without room makes no progress: that is told on Home, and it goes on once there is room',
    async () => {
      await keepFree(100)
      await dropNew(way, ['a.txt'])
      const batchId = await onItsWay(way)
      await heldBy(way, batchId, ['sync.stalled'])
      await comesTo(way, 'told', async () =>
        (await way.app.cards()).some(({ said }) => said.code === 'archive.sync-held') ? true : undefined,
      )
      await keepFree(1)
      await pair.b.stop()
      await pair.b.start()
      await isSorted(way, batchId, true)
      await comesTo(way, 'resolved', async () =>
        (await way.app.cards()).some(({ said }) => said.code === 'archive.sync-held') ? undefined : true,
      )
    },
  )
}
