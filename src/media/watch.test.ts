import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { manualClock, systemClock } from '../kernel/clock.ts'
import { watchFolders } from './watch.ts'

it('says when it watches, then hints once for a burst of new files, and not for temporary ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-watch-'))
  let hints = 0
  const hinted = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<string>()
  try {
    await using _watching = watchFolders([{ path: folder }], {
      clock: systemClock,
      onHint() {
        hints += 1
        hinted.resolve()
      },
      onReady: ready.resolve,
      onTrouble: assert.fail,
      reconcileMs: 3_600_000,
      quietMs: 300,
    })
    assert.equal(await ready.promise, folder)
    await writeFile(join(folder, '.a.jpg.part'), 'x')
    await setTimeout(600)
    assert.equal(hints, 0)
    for (let n = 0; n < 20; n++) await writeFile(join(folder, `a${n}.jpg`), 'x')
    await hinted.promise
    await setTimeout(600)
    assert.equal(hints, 1)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('hints by itself when nothing was heard for the reconcile time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-watch-'))
  const clock = manualClock()
  let hints = 0
  {
    await using _watching = watchFolders([{ path: folder }], {
      clock,
      onHint: () => hints++,
      onTrouble: assert.fail,
      reconcileMs: 1000,
    })
    clock.advance(3500)
    assert.equal(hints, 3)
  }
  clock.advance(5000)
  assert.equal(hints, 3)
  await rm(folder, { recursive: true })
})
