import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { figuresOf, speedsOf } from './phase-look.ts'

const STARTED = Date.parse('2026-11-18T10:36:00.000Z')
const at = (ms: number): string => new Date(STARTED + ms).toISOString()
const waiting = { state: 'waiting', startedAt: null, endedAt: null, done: 0, total: null } as const

const scan: ScanView = {
  scanId: 1,
  libraryId: 1,
  libraryName: 'Films',
  runId: 9,
  mode: 'changed',
  folder: null,
  steps: { probe: true, artwork: true, cache: true, enrich: true, publish: false },
  phase: 'enriching',
  phases: [
    { phase: 'discovering', state: 'ended', startedAt: at(0), endedAt: at(2000), done: 2000, total: 2000 },
    { phase: 'reading', state: 'ended', startedAt: at(2000), endedAt: at(5000), done: 2000, total: 2000 },
    { phase: 'caching', state: 'ended', startedAt: at(5000), endedAt: at(9000), done: 200, total: 200 },
    { phase: 'enriching', state: 'running', startedAt: at(9000), endedAt: null, done: 40, total: 100 },
    { phase: 'publishing', ...waiting },
  ],
  counts: {},
  outcome: null,
  reason: null,
  actor: 'schedule',
  startedAt: at(0),
  endedAt: null,
}

describe('the phases of a scan', () => {
  it('says how fast each is and how long the one that runs will take', () => {
    const [discovering, , , enriching, publishing] = figuresOf(scan, STARTED + 19_000)
    assert.equal(discovering?.rate, 1000)
    assert.equal(discovering?.leftMs, null)
    assert.equal(enriching?.rate, 4)
    assert.equal(enriching?.leftMs, 15_000)
    assert.equal(enriching?.share, 0.4)
    assert.equal(publishing?.state, 'skipped', 'the library does not publish')
  })

  it('waits for nothing any more when the scan has ended', () => {
    const ended = {
      ...scan,
      steps: { ...scan.steps, publish: true },
      outcome: 'cancelled' as const,
      endedAt: at(20_000),
    }
    assert.equal(figuresOf(ended, STARTED + 60_000)[4]?.state, 'skipped')
  })

  it('tells no rate before there is one', () => {
    const fresh = figuresOf(
      { ...scan, phases: [{ phase: 'discovering', ...waiting, state: 'running', startedAt: at(0) }] },
      STARTED + 50,
    )
    assert.equal(fresh[0]?.rate, null)
    assert.equal(fresh[0]?.share, 0)
  })
})

describe('the speed of a scan', () => {
  it('is what was done between two looks, and begins anew with a phase', () => {
    const speeds = speedsOf([
      { atMs: 0, phase: 'reading', done: 0 },
      { atMs: 1000, phase: 'reading', done: 500 },
      { atMs: 3000, phase: 'reading', done: 700 },
      { atMs: 4000, phase: 'caching', done: 10 },
      { atMs: 5000, phase: 'caching', done: 12 },
    ])
    assert.deepEqual(
      speeds.map(({ phase, rate }) => [phase, rate]),
      [
        ['reading', 500],
        ['reading', 100],
        ['caching', 2],
      ],
    )
  })
})
