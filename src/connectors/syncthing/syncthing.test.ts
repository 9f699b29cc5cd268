import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, it } from 'node:test'
import { startFakeHttp } from '../../../test/fake-http.ts'
import { openSyncthingPair, syncthingMissing, until } from '../../../test/syncthing.ts'
import { createEgress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import { createClient } from './client.ts'
import { syncConformance, type SyncWorld, type WorldWish } from './conformance.ts'
import { readDeviceId } from './device-id.ts'
import { type FakeSyncthing, startFakeSyncthing } from './fake-server.ts'
import { rungsOf } from './rungs.ts'
import { baseOf } from './settings.ts'
import { syncedFolder } from './synced-folder.ts'

const { signal } = new AbortController()
const egress = createEgress()
after(() => egress[Symbol.asyncDispose]())

const clientOf = ({ url, key }: { url: string; key: string }) =>
  createClient({ base: baseOf({ address: url }), apiKey: key, egress })

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-fake-syncthing-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'shared')
}

const doubleWorld =
  (version: string) =>
  async ({ isAccepted = true, type = 'sendonly' }: WorldWish): Promise<SyncWorld> => {
    const [folder, there] = [tempFolder(), tempFolder()]
    const fake = await startFakeSyncthing({ folder, type, version, peer: { isAccepted, folder: there } })
    const set = (one: object | undefined, change: object) => void Object.assign(one ?? {}, change)
    const { folders, devices } = fake.config
    return {
      folder: syncedFolder(clientOf(fake), { folderId: fake.folderId, deviceId: fake.peerId }),
      disk: folder,
      tellsRemoteState: !version.startsWith('v1.19'),
      peer: {
        has: (relPath) => fake.peerHas(relPath) && existsSync(join(there, relPath)),
        accept: async () => fake.setPeer({ isAccepted: true }),
        leave: async () => fake.setPeer({ isConnected: false }),
        ignore: async (end) => fake.setPeer({ ignores: [end] }),
        keepDeleted: async () => fake.setPeer({ keepsDeleted: true }),
        fillUp: async () => fake.setPeer({ isFull: true }),
        remove: async (relPath) => fake.removeAtPeer(relPath),
      },
      setFolder: async (change) =>
        set(
          folders.find(({ id }) => id === fake.folderId),
          change,
        ),
      setDevice: async (change) =>
        set(
          devices.find(({ deviceID }) => deviceID === fake.peerId),
          change,
        ),
      [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
    }
  }

async function realWorld({ isAccepted = true, type = 'sendonly' }: WorldWish): Promise<SyncWorld> {
  const pair = await openSyncthingPair({ isAccepted, type })
  const { a, b, folderId } = pair
  const setPeerFolder = async (change: object) => void (await b.ask('PATCH', `config/folders/${folderId}`, change))
  return {
    folder: syncedFolder(clientOf(a), { folderId, deviceId: b.deviceId }),
    disk: a.folder,
    tellsRemoteState: !/^v1\.1\d\./.test(((await a.ask('GET', 'system/version')) as { version: string }).version),
    peer: {
      has: (relPath) => statSync(join(b.folder, relPath.normalize('NFC')), { throwIfNoEntry: false }) !== undefined,
      accept: () => pair.accept(),
      leave: async () => void (await b.ask('POST', `system/pause?device=${a.deviceId}`)),
      ignore: async (end) => void (await b.ask('POST', `db/ignores?folder=${folderId}`, { ignore: [`*${end}`] })),
      keepDeleted: () => setPeerFolder({ ignoreDelete: true }),
      fillUp: () => setPeerFolder({ minDiskFree: { value: 100, unit: '%' } }),
      async remove(relPath) {
        rmSync(join(b.folder, relPath))
        await b.ask('POST', `db/scan?folder=${folderId}`)
      },
    },
    setFolder: async (change) => void (await a.ask('PATCH', `config/folders/${folderId}`, change)),
    setDevice: async (change) => void (await a.ask('PATCH', `config/devices/${b.deviceId}`, change)),
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  }
}

describe('the double of Syncthing 2 as a synced folder', () => syncConformance(doubleWorld('v2.0.10')))
describe('the double of Syncthing 1.19 as a synced folder', () => syncConformance(doubleWorld('v1.19.2')))
describe('two real Syncthings as a synced folder', { skip: syncthingMissing() }, () =>
  syncConformance(realWorld, { files: 500 }),
)

async function climb(of: { url: string; key: string }, pair: Parameters<typeof rungsOf>[1] = {}): Promise<string[]> {
  const codes: string[] = []
  for (const rung of rungsOf(clientOf(of), pair))
    try {
      codes.push((await rung.climb(signal)).code)
    } catch (error) {
      assert.ok(error instanceof AppError, String(error))
      return [...codes, error.code]
    }
  return codes
}

/** What stands before it, and gives its own name on. */
const startProxy = (to: string) =>
  startFakeHttp(0, ({ method, path, header }) => {
    const headers = { host: 'media.example', 'x-api-key': header('x-api-key') }
    return new Promise((resolve, reject) => {
      const passed = request(new URL(path, to), { method, headers }, async (answer) =>
        resolve({ status: answer.statusCode ?? 500, body: await text(answer) }),
      )
      passed.on('error', reject).end()
    })
  })

const ALL = ['syncthing-answers', 'syncthing-key', 'syncthing-version']

/** What is told of a wrong connection, by the double and by a real one. */
function tellsApart(open: (hasPassword: boolean) => Promise<Opened>): void {
  it('tells a wrong key from a wrong key with a password, and a wrong name from both', async () => {
    await using plain = await open(false)
    assert.deepEqual(await climb({ url: plain.url, key: 'wrong' }), ['syncthing-answers', 'syncthing/key-refused'])
    await using proxy = await startProxy(plain.url)
    assert.deepEqual(await climb({ url: proxy.url, key: plain.key }), ['syncthing/host-check'])
    await using locked = await open(true)
    const refused = ['syncthing-answers', 'syncthing/key-refused-password']
    assert.deepEqual(await climb({ url: locked.url, key: 'wrong' }), refused)
    assert.deepEqual(await climb(locked), [...ALL, 'syncthing-nothing-chosen'])
  })

  it('tells a folder that is not there from a device that is not in it', async () => {
    await using opened = await open(false)
    const { url, key, pair } = opened
    assert.deepEqual(await climb({ url, key }, pair), [...ALL, 'syncthing-shares'])
    assert.deepEqual(await climb({ url, key }, { ...pair, folderId: 'none' }), [...ALL, 'syncthing/no-such-folder'])
    const stranger = readDeviceId('A'.repeat(52)) ?? ''
    assert.deepEqual(await climb({ url, key }, { ...pair, deviceId: stranger }), [...ALL, 'syncthing/no-such-device'])
  })
}

interface Opened extends AsyncDisposable {
  url: string
  key: string
  pair: { folderId: string; deviceId: string }
}

const openDouble =
  (version: string) =>
  async (hasPassword: boolean): Promise<Opened> => {
    const fake = await startFakeSyncthing({ hasPassword, version, folder: tempFolder() })
    const pair = { folderId: fake.folderId, deviceId: fake.peerId }
    return { url: fake.url, key: fake.key, pair, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() }
  }

async function openReal(hasPassword: boolean): Promise<Opened> {
  const { a, b, folderId, ...pair } = await openSyncthingPair()
  if (hasPassword) {
    await a.ask('PATCH', 'config/gui', { user: 'me', password: 'secret' })
    await until(async () => (await fetch(`${a.url}/`)).status === 401, 'it asks for the password')
  }
  const dispose = pair[Symbol.asyncDispose]
  return { url: a.url, key: a.key, pair: { folderId, deviceId: b.deviceId }, [Symbol.asyncDispose]: dispose }
}

describe('the test of a connection to the double of Syncthing 2', () => tellsApart(openDouble('v2.0.10')))
describe('the test of a connection to the double of Syncthing 1.19', () => tellsApart(openDouble('v1.19.2')))
describe('the test of a connection to a real Syncthing', { skip: syncthingMissing() }, () => tellsApart(openReal))

describe('Syncthing', () => {
  it('is asked with the folders in the query, never in a body', async () => {
    await using fake: FakeSyncthing = await startFakeSyncthing({ folder: tempFolder() })
    const { folderId, peerId: deviceId } = fake
    await syncedFolder(clientOf(fake), { folderId, deviceId }).rescan(['batch_001', 'batch_002'], signal)
    assert.deepEqual(fake.requests, ['POST /rest/db/scan'])
  })

  it('calls nothing missing at a peer that was away for a moment while it was asked', async () => {
    await using fake = await startFakeSyncthing({ folder: tempFolder(), peer: { ignores: ['.raw'] } })
    const shared = syncedFolder(clientOf(fake), { folderId: fake.folderId, deviceId: fake.peerId })
    const disk = String(fake.config.folders[0]?.['path'])
    mkdirSync(join(disk, 'batch_001'))
    const files = Array.from({ length: 30 }, (_, at) => ({ relPath: `batch_001/f${at}.jpg`, size: 1 }))
    for (const { relPath } of files) writeFileSync(join(disk, relPath), 'x')
    await shared.rescan(['batch_001'], signal)
    await until(
      async () => (await shared.prove(files, { signal })).every((proof) => proof === 'there'),
      'all are there',
    )
    const onProgress = (done: number): void => {
      if (done === 5) fake.setPeer({ isConnected: false })
      if (done === 25) fake.setPeer({ isConnected: true })
    }
    const proofs = await shared.prove(files, { signal, onProgress })
    assert.ok(proofs.includes('unknown') && !proofs.includes('missing'), proofs.join())
  })

  it('is not taken for what only answers', async () => {
    await using fake = await startFakeSyncthing()
    assert.deepEqual(await climb({ url: `${fake.url}/elsewhere`, key: 'x' }), [
      'syncthing-answers',
      'syncthing/key-refused',
    ])
    await assert.rejects(syncedFolder(clientOf(fake), {}).look(signal), { code: 'syncthing/nothing-chosen' })
  })

  it('has device IDs with check digits', () => {
    const id = 'OSOG56R-TQDUSW4-G4PYIIY-WYOVHXW-QL6R356-I2LEVPH-TTQXWO7-524IIAQ'
    assert.equal(readDeviceId(` ${id.toLowerCase().replaceAll('-', ' ')} `), id)
    assert.equal(readDeviceId(id.replace('O', '0')), id)
    assert.equal(readDeviceId(id.replace('OSOG', 'OSOH')), undefined)
    assert.equal(readDeviceId(id.slice(0, -1)), undefined)
    assert.equal(readDeviceId(''), undefined)
  })
})
