import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { WithSecret } from '../src/webhooks/contract.ts'
import { spawnApp, type SpawnedApp } from '../test/spawn-app.ts'
import { BY_HAND } from '../test/start-app.ts'
import type { Bench, BenchContext } from './bench.ts'
import { rounded } from './paired.ts'
import { multiplyWaitingJobs } from './webhook/waiting-jobs.ts'

const WAITING = 10_000
const CALLS = 500
const EVERY_MS = 20
const MOST_MS = 20

/** `slow-door`: in the server something keeps the event loop for 30 ms, again and again. */
const SLOW = `data:text/javascript,${encodeURIComponent(
  'setInterval(() => { const until = performance.now() + 30; while (performance.now() < until); }, 100).unref()',
)}`

/** How soon a call of Radarr is answered: stored for good, with its jobs, while many others wait. */
export const bench: Bench = {
  name: 'webhook',
  sabotages: ['slow-door'],
  parts: { all: benchWebhook },
}

async function benchWebhook(ctx: BenchContext): Promise<void> {
  const env: Record<string, string> = ctx.sabotage === 'slow-door' ? { NODE_OPTIONS: `--import=${SLOW}` } : {}
  await using app = await spawnApp({ yaml: BY_HAND, env })
  const secret = await furnish(app)
  await app.cli('PATCH', 'api/v1/queues/control', { isPaused: true })
  await say(app, secret, 0)
  const waiting = multiplyWaitingJobs(join(app.dataFolder, 'patchbay.db'), ctx.isSmall ? 1000 : WAITING)
  for (let warm = 1; warm <= 20; warm++) await say(app, secret, warm)
  const waits: number[] = []
  for (let call = 0; call < (ctx.isSmall ? 100 : CALLS); call++) {
    ctx.signal.throwIfAborted()
    const at = performance.now()
    await say(app, secret, 1000 + call)
    waits.push(performance.now() - at)
    await wait(EVERY_MS)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  const atShare = (share: number): number => rounded(sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
  ctx.report({
    bench: 'webhook.answer',
    calls: waits.length,
    waiting,
    p50Ms: atShare(0.5),
    p99Ms: atShare(0.99),
    worstMs: atShare(1 - 1 / sorted.length),
    bounds: [
      { figure: 'p99Ms', atMost: MOST_MS },
      { figure: 'waiting', atLeast: ctx.isSmall ? 1000 : WAITING },
    ],
  })
}

async function furnish(app: SpawnedApp): Promise<string> {
  const path = join(app.dataFolder, 'media')
  await mkdir(path)
  const library = await app.cli('POST', 'api/v1/library/libraries', { kind: 'films', name: 'Films', path })
  if (library.status !== 201) throw new Error(library.text)
  const source = await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'radarr', name: 'Radarr' })
  await app.settled()
  return (source.json as WithSecret).secret
}

async function say(app: SpawnedApp, secret: string, id: number): Promise<void> {
  const folderPath = join(app.dataFolder, 'media', `Film ${id} (2019)`)
  const { status, text } = await app.call('POST', 'webhooks/radarr', {
    body: {
      movie: { id, title: `Film ${id}`, folderPath, tmdbId: id },
      movieFile: { id, path: join(folderPath, 'film.mkv') },
      isUpgrade: false,
      eventType: 'Download',
    },
    headers: { authorization: `Basic ${btoa(`radarr:${secret}`)}` },
  })
  if (status !== 200) throw new Error(`${status} ${text}`)
}
