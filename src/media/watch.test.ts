import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { manualClock, systemClock } from '../kernel/clock.ts'
import { watchFolders } from './watch.ts'

it('hints once for a burst of new files, and not for temporary ones', { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-watch-'))
  const hints: number[] = []
  let hinted: () => void = () => {}
  const firstHint = new Promise<void>((resolve) => (hinted = resolve))
  const onHint = (): void => {
    hints.push(hints.length)
    hinted()
  }
  try {
    await using _watching = watchFolders([{ path: folder }], {
      clock: systemClock,
      onHint,
      onTrouble: assert.fail,
      reconcileMs: 3_600_000,
      quietMs: 300,
    })
    const burst = async (): Promise<void> => {
      for (let n = 0; n < 20; n++) await writeFile(join(folder, `a${n}.jpg`), 'x')
    }
    const again = setInterval(() => void burst(), 500)
    await firstHint
    clearInterval(again)
    assert.equal(hints.length, 1)
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
