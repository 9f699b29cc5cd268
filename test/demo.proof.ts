import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { BatchView } from '../src/archive/contract.ts'
import type { SyncView } from '../src/archive/syncing/contract.ts'
import type { CardView } from '../src/attention/contract.ts'
import { findProgram } from '../src/kernel/find-program.ts'
import type { DeliveryView } from '../src/deliveries/contract.ts'
import type { AsRunOverview } from '../src/radio/asrun/contract.ts'
import type { HydrationSummary } from '../src/radio/hydration/episodes/contract.ts'
import type { AiringView } from '../src/radio/planner/contract.ts'
import type { ForecastView } from '../src/radio/watch/contract.ts'
import type { TellingView } from '../src/library/players/contract.ts'
import type { TitleView } from '../src/library/titles/contract.ts'
import { type Demo, openDemo } from '../demo/open-demo.ts'

/** From the command to all that can be looked at, on two cores. The installation and its build come before. */
const BOUND_MS = 90_000

interface Whole {
  hasFfmpeg: boolean
  tookMs: number
}

const listOf = async <Item>({ desk }: Demo, path: string): Promise<Item[]> =>
  (await desk.get<{ items: Item[] }>(path)).items

/** All that a stranger shall find. @throws AssertionError with what is missing */
async function requireWhole(demo: Demo, { hasFfmpeg, tookMs }: Whole): Promise<void> {
  const { desk, app } = demo
  assert.ok(tookMs < BOUND_MS, `it took ${Math.round(tookMs / 1000)} s`)
  assert.equal((await app.files('archive')).length, 67)
  assert.equal((await app.files('duplicates')).length, 5)
  await requireSynced(demo)
  const titles = await listOf<TitleView>(demo, 'library/titles?limit=200')
  assert.deepEqual([titles.length, titles.filter(({ posterSha256 }) => posterSha256 !== null).length], [29, 28])
  const tellings = await listOf<TellingView>(demo, 'library/player-tellings?limit=200')
  assert.ok(tellings.filter(({ state }) => state === 'verified').length >= 72, 'players were told')
  const airings = await listOf<AiringView>(demo, 'radio/stations/1/planner/airings?limit=200')
  assert.ok(airings.length >= 18 && airings.every(({ state }) => state === 'verified'), 'the week is planned')
  const { findings, strips } = await desk.get<ForecastView>('radio/stations/1/forecast')
  assert.ok(strips.length >= 7 && findings.some(({ level }) => level === 'bad'), 'the forecast names what is wrong')
  const { days } = await desk.get<AsRunOverview>('radio/stations/1/as-run')
  assert.ok(
    days.some(({ counts }) => counts.matched > 200),
    'what was heard is known',
  )
  const { counts } = await desk.get<HydrationSummary>('radio/inboxes/1/summary')
  assert.deepEqual([counts.verified, counts.ambiguous], [hasFfmpeg ? 6 : 0, 2])
  const deliveries = await listOf<DeliveryView>(demo, 'deliveries?limit=200')
  assert.ok(deliveries.filter(({ state }) => state === 'verified').length > 100, 'effects were read back')
  const cards = await listOf<CardView>(demo, 'attention')
  assert.ok(cards.length >= 6, `only ${cards.length} things need somebody`)
}

/** Each batch is SYNCED with its proof, and what it says of the other machine is so. */
async function requireSynced(demo: Demo): Promise<void> {
  const made = await listOf<BatchView>(demo, 'archive/batches?limit=200')
  // The card's batch waits for a person.
  const batches = made.filter(({ state }) => state !== 'CREATING')
  assert.ok(batches.length >= 3 && batches.every(({ syncedAt }) => syncedAt !== null), 'each batch was synced')
  for (const { batchId, name } of batches) {
    const { proof } = await demo.desk.get<SyncView>(`archive/batches/${batchId}/sync`)
    const { files } = await demo.desk.get<{ files: { relative_path: string; sha256: string }[] }>(
      `archive/batches/${batchId}/manifest`,
    )
    assert.equal(proof?.files, files.length, `${name} has no proof`)
    for (const { relative_path, sha256 } of files) {
      const bytes = await readFile(join(demo.app.dataFolder, 'peer', name, relative_path))
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, `${name}/${relative_path}`)
    }
  }
}

async function withDemo(look: (demo: Demo, whole: Whole) => Promise<void>): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'patchbay-demo-proof-'))
  try {
    const startedAt = performance.now()
    await using demo = await openDemo({ dataFolder: join(place, 'data'), say: () => {} })
    assert.deepEqual(await demo.ready, [])
    const tookMs = performance.now() - startedAt
    const hasFfmpeg = findProgram('ffmpeg') !== undefined
    process.stdout.write(
      `the demo, ${hasFfmpeg ? 'with' : 'without'} ffmpeg: ${(tookMs / 1000).toFixed(1)} s (bound ${BOUND_MS / 1000} s)\n`,
    )
    await look(demo, { hasFfmpeg, tookMs })
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A PATH on which only Node can be found. */
async function withoutPrograms(act: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-path-'))
  const former = process.env['PATH']
  try {
    await mkdir(join(folder, 'bin'))
    await symlink(process.execPath, join(folder, 'bin/node'))
    process.env['PATH'] = join(folder, 'bin')
    await act()
  } finally {
    process.env['PATH'] = former
    await rm(folder, { recursive: true })
  }
}

describe('the whole demo', () => {
  it('is there in time, and what is missing or late turns this red', { timeout: 300_000 }, () =>
    withDemo(async (demo, whole) => {
      await requireWhole(demo, whole)
      await assert.rejects(requireWhole(demo, { ...whole, tookMs: BOUND_MS }), /it took 90 s/)
      const [first = ''] = await demo.app.files('archive')
      await rm(join(demo.app.dataFolder, 'archive', first))
      await assert.rejects(requireWhole(demo, whole), /67/)
    }),
  )

  it('is there on a machine without ffmpeg and Chromium', { timeout: 300_000 }, () =>
    withoutPrograms(() =>
      withDemo(async (demo, whole) => {
        assert.equal(whole.hasFfmpeg, false)
        await requireWhole(demo, whole)
        await demo.desk.send('DELETE library/libraries/1')
        await assert.rejects(requireWhole(demo, whole))
      }),
    ),
  )
})
