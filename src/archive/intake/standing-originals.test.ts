import assert from 'node:assert/strict'
import { lstat, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { identityOf, identityText, mtimeMsOf } from '../../media/file-identity.ts'
import type { Roots } from '../../transfer/index.ts'
import type { Item } from '../model.ts'
import { keepStanding } from './standing-originals.ts'

const online = { check: async () => ({ kind: 'online' }) } as unknown as Roots

it('takes an original that came from another disk for the one that was filed, though its time is a step late', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-standing-'))
  const path = join(folder, 'a.jpg')
  await writeFile(path, 'a')
  await utimes(path, 1_650_000_000, 1_650_000_000)
  const now = identityOf(await lstat(path, { bigint: true }))
  const filedWith = (earlierNs: bigint): Item => {
    const identity = { ...now, mtimeNs: now.mtimeNs - earlierNs }
    return {
      rootId: 1,
      state: 'filed',
      size: 1,
      identity: identityText(identity),
      mtimeMs: mtimeMsOf(identity),
    } as Item
  }
  const originals = new Map([
    ['a step late', filedWith(239n)],
    ['another time', filedWith(500_000n)],
  ])
  const standing = await keepStanding(originals, { roots: online, pathOf: () => path })
  assert.deepEqual([[...standing.originals.keys()], standing.missing], [['a step late'], []])
  await rm(folder, { recursive: true })
})

it('concludes nothing from files that are away when their folder is away right after', async () => {
  let looks = 0
  const roots = { check: async () => ({ kind: looks++ === 0 ? 'online' : 'offline' }) } as unknown as Roots
  const item = { rootId: 1, state: 'filed', size: 1, identity: '1:1:1:1:1', mtimeMs: 0 } as Item
  const standing = await keepStanding(new Map([['a', item]]), { roots, pathOf: () => '/nowhere/a.jpg' })
  assert.deepEqual([[...standing.originals.keys()], standing.missing], [['a'], []])
})
