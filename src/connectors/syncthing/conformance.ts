import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { FileProof, SentFile, SyncedFolder, SyncLook } from '../../archive/syncing/ports.ts'
import { AppError } from '../../kernel/errors.ts'

/** A shared folder with a peer: the double, and two real Syncthings. */
export interface SyncWorld extends AsyncDisposable {
  folder: SyncedFolder
  /** The folder of this side on the disk; absolute. */
  disk: string
  /** Names the cause of a silent peer: from 1.20 on. */
  tellsRemoteState: boolean
  peer: {
    has(relPath: string): boolean
    accept(): Promise<void>
    /** It sees this side no more. */
    leave(): Promise<void>
    ignore(end: string): Promise<void>
    keepDeleted(): Promise<void>
    fillUp(): Promise<void>
    /** Somebody removes a file there. */
    remove(relPath: string): Promise<void>
  }
  /** Changes a setting of this side's folder or of the peer as a device, past the connector. */
  setFolder(change: Readonly<Record<string, unknown>>): Promise<void>
  setDevice(change: Readonly<Record<string, unknown>>): Promise<void>
}

export interface WorldWish {
  isAccepted?: boolean
  type?: 'sendonly' | 'sendreceive' | 'receiveonly'
  /** So many files in the first batch. */
  files?: number
}

const { signal } = new AbortController()
const LONGEST_MS = 60_000

export function syncConformance(open: (wish: WorldWish) => Promise<SyncWorld>, { files = 20 }: WorldWish = {}): void {
  it('proves a file of the first batch on a fresh share never before the peer has it', async () => {
    await using world = await open({})
    const batch = Array.from({ length: files }, (_, at) => write(world, `batch_001/f${at}.jpg`, 20_000 + at))
    await world.folder.rescan(['batch_001'], signal)
    let proofs: FileProof[] = []
    await until(async () => {
      const { need } = await world.folder.look(signal)
      proofs = await world.folder.prove(batch, { signal })
      for (const [at, proof] of proofs.entries())
        if (proof === 'there') assert.ok(world.peer.has(batch[at]?.relPath ?? ''), `${batch[at]?.relPath} is proven`)
      if (need !== null && need.needItems === 0) assert.ok(batch.every(({ relPath }) => world.peer.has(relPath)))
      return proofs.every((proof) => proof === 'there')
    })
    const { hold, need } = await world.folder.look(signal)
    assert.equal(hold, null)
    assert.deepEqual([need?.needItems, need?.needBytes], [0, 0])
  })

  it('tells what it shares, and with whom', async () => {
    await using world = await open({})
    const about = await world.folder.about(signal)
    assert.deepEqual([about.label, about.path, about.passesDeletesOn], ['Batches', world.disk, true])
    assert.equal(about.peer.name, 'the peer')
  })

  it('has only the folders looked at that were named, and tells what is not in the index', async () => {
    await using world = await open({})
    const one = write(world, 'batch_001/a.jpg')
    const other = write(world, 'batch_002/b.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [one])
    assert.deepEqual(await world.folder.prove([other], { signal }), ['ignored'])
    writeFileSync(join(world.disk, '.stignore'), '*.raw\n')
    const left = write(world, 'batch_003/c.raw')
    await world.folder.rescan(['batch_003', 'batch_002'], signal)
    await untilProven(world, [other])
    assert.deepEqual(await world.folder.prove([left], { signal }), ['ignored'])
  })

  it('proves what a peer ignores to be missing, though nothing is needed there', async () => {
    await using world = await open({})
    await world.peer.ignore('.heic')
    const batch = [write(world, 'batch_001/a.jpg'), write(world, 'batch_001/b.heic')]
    await world.folder.rescan(['batch_001'], signal)
    await untilLook(world, ({ hold, need }) => hold === null && need?.needItems === 0)
    await untilProven(world, batch.slice(0, 1))
    assert.deepEqual(await world.folder.prove(batch, { signal }), ['there', 'missing'])
    assert.ok(!world.peer.has('batch_001/b.heic'))
  })

  it('knows nothing of a peer that is away, and says so', async () => {
    await using world = await open({})
    const first = write(world, 'batch_001/a.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [first])
    await world.peer.leave()
    await untilLook(world, ({ hold }) => hold?.code === 'disconnected')
    const second = write(world, 'batch_002/b.jpg')
    await world.folder.rescan(['batch_002'], signal)
    assert.deepEqual(await world.folder.prove([first, second], { signal }), ['unknown', 'unknown'])
    // Folders count as items, too.
    assert.ok(Number((await world.folder.look(signal)).need?.needItems) > 0)
  })

  it('knows nothing of a peer that has not accepted the folder', async () => {
    await using world = await open({ isAccepted: false })
    const file = write(world, 'batch_001/a.jpg')
    await world.folder.rescan(['batch_001'], signal)
    const code = world.tellsRemoteState ? 'not-accepted' : 'peer-silent'
    assert.deepEqual(
      [(await world.folder.look(signal)).hold?.code, (await world.folder.look(signal)).need],
      [code, null],
    )
    assert.deepEqual(await world.folder.prove([file], { signal }), ['unknown'])
    await world.peer.accept()
    await untilProven(world, [file])
  })

  it('says that the folder is paused on this side', async () => {
    await using world = await open({})
    await world.setFolder({ paused: true })
    assert.equal((await world.folder.look(signal)).hold?.code, 'folder-paused')
    assert.equal(await codeOf(world.folder.rescan(['batch_001'], signal)), 'syncthing/folder-paused')
    await world.setFolder({ paused: false })
    await untilLook(world, ({ hold }) => hold?.code !== 'folder-paused')
  })

  it('says that the peer is paused on this side, or the folder not shared with it', async () => {
    await using world = await open({})
    await world.setDevice({ paused: true })
    assert.equal((await world.folder.look(signal)).hold?.code, 'device-paused')
    await world.setDevice({ paused: false })
    await world.setFolder({ devices: [] })
    assert.equal((await world.folder.look(signal)).hold?.code, 'not-sharing')
  })

  it('says that this side only receives', async () => {
    await using world = await open({ type: 'receiveonly' })
    assert.equal((await world.folder.look(signal)).hold?.code, 'receive-only')
    assert.equal((await world.folder.about(signal)).passesDeletesOn, false)
  })

  it('says that the folder or its marker is gone from the disk, and goes on when it is back', async () => {
    await using world = await open({})
    rmSync(join(world.disk, '.stfolder'), { recursive: true })
    assert.equal(await codeOf(world.folder.rescan(['batch_001'], signal)), 'syncthing/folder-marker-missing')
    const away = `${world.disk}.away`
    renameSync(world.disk, away)
    assert.equal(await codeOf(world.folder.rescan(['batch_001'], signal)), 'syncthing/folder-path-missing')
    await untilLook(world, ({ hold }) => hold?.code === 'folder-error')
    renameSync(away, world.disk)
    mkdirSync(join(world.disk, '.stfolder'))
    const file = write(world, 'batch_001/a.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [file])
  })

  it('takes deletions that the peer does not carry out for no undelivered files', async () => {
    await using world = await open({})
    const first = write(world, 'batch_001/a.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [first])
    await world.peer.keepDeleted()
    rmSync(join(world.disk, 'batch_001/a.jpg'))
    await world.folder.rescan(['batch_001'], signal)
    const second = write(world, 'batch_002/b.jpg')
    await world.folder.rescan(['batch_002'], signal)
    await untilProven(world, [second])
    const { hold, need } = await world.folder.look(signal)
    assert.deepEqual([hold, need?.needItems, need?.needBytes, need?.needDeletes], [null, 0, 0, 1])
    assert.deepEqual(await world.folder.prove([first], { signal }), ['changed'])
  })

  it('tells that a file is there no more once somebody has removed it there', async () => {
    await using world = await open({})
    const both = ['batch_001/a.jpg', 'batch_001/b.jpg'].map((relPath) => write(world, relPath))
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, both)
    await world.peer.remove('batch_001/a.jpg')
    await until(async () => (await world.folder.prove(both, { signal })).join() === 'missing,there')
    assert.ok(statSync(join(world.disk, 'batch_001/a.jpg')).size > 0, 'the folder only sends')
    assert.ok(!world.peer.has('batch_001/a.jpg'))
  })

  it('shows a full disk of the peer as what is still needed', async () => {
    await using world = await open({})
    const first = write(world, 'batch_001/a.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [first])
    await world.peer.fillUp()
    const second = write(world, 'batch_002/b.jpg')
    await world.folder.rescan(['batch_002'], signal)
    await untilLook(world, ({ need }) => (need?.needItems ?? 0) > 0)
    assert.deepEqual(await world.folder.prove([first, second], { signal }), ['there', 'missing'])
  })

  it('finds a name that it renamed, and tells a file that is another than was sent', async () => {
    await using world = await open({})
    const decomposed = write(world, 'batch_001/cafe\u0301.jpg')
    const odd = write(world, 'batch_001/a & b?#%.jpg')
    await world.folder.rescan(['batch_001'], signal)
    await untilProven(world, [decomposed, odd])
    const other = { ...odd, size: odd.size + 1 }
    assert.deepEqual(await world.folder.prove([other], { signal }), ['changed'])
  })
}

function write({ disk }: SyncWorld, relPath: string, size = 2000): SentFile {
  const path = join(disk, relPath)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.alloc(size, relPath))
  return { relPath, size: statSync(path).size }
}

const untilProven = (world: SyncWorld, files: readonly SentFile[]) =>
  until(async () => (await world.folder.prove(files, { signal })).every((proof) => proof === 'there'))

const untilLook = (world: SyncWorld, isSo: (look: SyncLook) => boolean) =>
  until(async () => isSo(await world.folder.look(signal)))

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const lateAt = Date.now() + LONGEST_MS
  while (!(await isSo())) {
    assert.ok(Date.now() < lateAt, 'waited in vain')
    await wait(20)
  }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    return error.code
  }
}
