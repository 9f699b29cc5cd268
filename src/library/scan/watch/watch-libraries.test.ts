import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { systemClock } from '../../../kernel/clock.ts'
import { watchFolders } from '../../../media/watch.ts'

it('hears of a file deep in a folder while only folders are kept in mind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-watch-'))
  mkdirSync(join(folder, 'Film (2001)'))
  writeFileSync(join(folder, 'Film (2001)/film.mkv'), 'film')
  try {
    const hint = Promise.withResolvers<string>()
    await using _watching = watchFolders([{ path: folder }], {
      clock: systemClock,
      reconcileMs: 3_600_000,
      quietMs: 1,
      isOfFolders: true,
      onHint: hint.resolve,
      onTrouble: (_, error) => hint.reject(error),
    })
    const write = setInterval(() => writeFileSync(join(folder, 'Film (2001)/film.en.srt'), String(Math.random())), 50)
    assert.equal(await hint.promise.finally(() => clearInterval(write)), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
