import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../../../kernel/clock.ts'
import type { PlayoutRow, PlayoutSchedule } from '../ports.ts'
import { takeRow } from './take-row.ts'

const refusedWith = (code: string) => ({ code })

describe('a row that is taken over', () => {
  const NOW = Date.parse('2026-12-01T12:00:00Z')
  const row: PlayoutRow = {
    rowId: 7,
    windowId: 1,
    trackId: 2,
    streamId: null,
    startsAt: NOW + 600_000,
    endsAt: NOW + 780_000,
    cueInMs: 0,
    cueOutMs: 180_000,
    fadeIn: '00:00:00.500000',
    fadeOut: '00:00:00.5',
    position: 0,
    wasPlayed: false,
  }
  const { rowId, wasPlayed: _played, ...content } = { ...row, cueInMs: 0, cueOutMs: 180_000 }
  const context = { signal: new AbortController().signal } as Parameters<ReturnType<typeof takeRow>['send']>[1]

  function taking(there: PlayoutRow | undefined, now = NOW) {
    const removed: number[] = []
    const schedule = {
      findRow: async () => there,
      removeRow: async (id: number) => void removed.push(id),
    } as unknown as PlayoutSchedule
    const effect = takeRow({ schedule: async () => schedule }, manualClock(now))
    const params = { connectionId: 1, rowId, title: 'Song', content: { ...content, fadeIn: '00:00:00.5' } }
    return { removed, send: () => effect.send(params, context) }
  }

  it('is read once more right before it goes', async () => {
    const same = taking(row)
    await same.send()
    assert.deepEqual(same.removed, [7], 'fades that are only spelt otherwise are the same')
    for (const change of [
      { trackId: 3 },
      { startsAt: NOW + 660_000 },
      { fadeOut: '00:00:04' },
      { cueOutMs: 170_000 },
    ]) {
      const changed = taking({ ...row, ...change })
      await assert.rejects(changed.send(), refusedWith('radio/row-changed-since'))
      assert.deepEqual(changed.removed, [])
    }
  })

  it('stays when it has begun or begins within two minutes', async () => {
    for (const now of [row.startsAt - 119_000, row.startsAt + 1000, row.endsAt + 1000]) {
      const late = taking(row, now)
      await assert.rejects(late.send(), refusedWith('radio/row-too-near'))
      assert.deepEqual(late.removed, [])
    }
  })
})
