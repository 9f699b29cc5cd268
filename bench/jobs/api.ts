import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { spawnApp, type SpawnedApp } from '../../test/spawn-app.ts'
import type { ArchiveOverview, ItemView } from '../../src/archive/contract.ts'
import { MARKER_NAME } from '../../src/transfer/index.ts'
import type { BenchContext } from '../bench.ts'
import { planMedia } from '../dedup/plans.ts'
import { ensureTree } from '../dedup/tree.ts'
import { trueGroups } from '../dedup/truth.ts'
import { rounded } from '../paired.ts'

/** What people's screens ask for. */
const ASKED = [
  'api/v1/archive',
  'api/v1/archive/items?limit=50',
  'api/v1/archive/duplicates?limit=20',
  'api/v1/jobs?limit=50',
  'api/v1/attention',
]
const EVERY_MS = 10

/** `busy-api`: in the server something keeps the event loop for 1.2 s, again and again. */
const BUSY = `data:text/javascript,${encodeURIComponent(
  'setInterval(() => { const until = performance.now() + 1200; while (performance.now() < until); }, 1600).unref()',
)}`

/** How soon a server answers that is looking for duplicates in the media tree of the dedup bench. */
export async function benchApi(ctx: BenchContext): Promise<void> {
  const plan = planMedia(ctx.isSmall)
  const tree = await ensureTree(ctx.cacheFolder, plan, ctx.note)
  // Of the server of an earlier run: it would be another's folder.
  rmSync(join(tree, MARKER_NAME), { force: true })
  const paths = `paths:\n    source_dir: ${JSON.stringify(tree)}`
  const intake = 'intake:\n    mode: review\n    watch: false\n    settle_sec: 1'
  const yaml = `archive:\n  ${paths}\n  ${intake}\n`
  await using app = await spawnApp({
    yaml,
    env: ctx.sabotage === 'busy-api' ? { NODE_OPTIONS: `--import=${BUSY}` } : {},
  })
  for (const path of ASKED) await app.get(path)
  const files = plan.entries.length
  ctx.note(`asking a server that looks for duplicates among ${files} names`)
  const startedAt = performance.now()
  const waits = await askUntil(app, lookThrough(app, ctx.signal))
  const tookMs = Math.round(performance.now() - startedAt)
  const duplicates = await countOf(app, 'duplicate')
  const sorted = waits.toSorted((a, b) => a - b)
  const atShare = (share: number): number => rounded(sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
  const groups = trueGroups(plan).size
  ctx.report({
    bench: 'jobs.api',
    p50Ms: atShare(0.5),
    p99Ms: atShare(0.99),
    worstMs: atShare(1 - 1 / sorted.length),
    requests: sorted.length,
    files,
    duplicates,
    tookMs,
    bounds: [
      ctx.isSmall ? { figure: 'worstMs', atMost: 1_000 } : { figure: 'p99Ms', atMost: 50 },
      { figure: 'duplicates', atLeast: Math.round(groups * 0.9) },
    ],
  })
}

/** Looks at the intake until everything lies still and was compared. */
async function lookThrough(app: SpawnedApp, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const { status, text } = await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
    if (status !== 202) throw new Error(text)
    await app.settled()
    // Linked and empty files never enter.
    const { items } = await app.get<{ items: ItemView[] }>('api/v1/archive/items?state=arriving&limit=200')
    if (items.every(({ staysOut }) => staysOut) && (await countOf(app, 'unique')) > 0) return
  }
}

/** One request after the other, at most a hundred a second, until the work is over. @returns ms of each */
async function askUntil(app: SpawnedApp, work: Promise<void>): Promise<number[]> {
  const waits: number[] = []
  const over = new AbortController()
  const ended = work.finally(() => over.abort())
  for (let n = 0; !over.signal.aborted; n++) {
    const at = performance.now()
    await app.get(ASKED[n % ASKED.length] ?? '')
    waits.push(performance.now() - at)
    await wait(EVERY_MS)
  }
  await ended
  return waits
}

async function countOf(app: SpawnedApp, state: 'unique' | 'duplicate'): Promise<number> {
  return (await app.get<ArchiveOverview>('api/v1/archive')).states[state]?.count ?? 0
}
