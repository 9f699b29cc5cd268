import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { lookAtFolder } from './look-at-folder.ts'

it('tells of a hidden folder that lies still, itself and once, and of none that Patchbay or a NAS keeps for itself', async () => {
  const path = await mkdtemp(join(tmpdir(), 'patchbay-look-'))
  const anHourAgo = Date.now() / 1000 - 3600
  for (const name of ['.part', 'trip/.hidden', '@eaDir', '.patchbay-trash', '.new']) {
    await mkdir(join(path, name), { recursive: true })
    for (const file of ['x.jpg', 'y.jpg']) await writeFile(join(path, name, file), 'a')
    if (name !== '.new') await utimes(join(path, name), anHourAgo, anHourAgo)
  }
  const options = { now: Date.now, signal: new AbortController().signal }
  const look = await lookAtFolder({ rootId: 1, path, settleMs: 1000 }, [], options)
  assert.deepEqual(look.added.map(({ file, reason }) => [file.relPath, file.identity.size, reason.code]).toSorted(), [
    ['.part', 0, 'ingest.skipped-folder'],
    ['trip/.hidden', 0, 'ingest.skipped-folder'],
  ])
  assert.equal(look.againAt, null)
  await rm(path, { recursive: true })
})
