import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyWorld, live, type LifeOptions, makeWorld, type World } from './lives.ts'
import { commandFor, type Mission } from './mission.ts'
import { findLost, scan } from './oracle.ts'
import { addTally, type Book, noteFailure, noteLost, noteSettled, openBook } from './tally.ts'

/** One kind of boundary: how many there are in an undisturbed life, and how to die right before the nth. */
interface Sweep {
  name: string
  count(world: World): Promise<number>
  dieAt(n: number): LifeOptions
}

/** System calls that change files, and those with which SQLite writes. */
const SYSTEM_CALLS: Readonly<Record<string, string>> = {
  'strace-files': 'link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,utimensat,fchmod,fchown',
  'strace-database': 'pwrite64,fdatasync',
}

/** What kills: every call of the file port, and where strace works every one of these system calls too. */
export async function killAtEveryCall(mission: Mission): Promise<{ book: Book; ran: string }> {
  const sweeps = [portSweep(mission.folder)]
  if (hasStrace())
    for (const [name, calls] of Object.entries(SYSTEM_CALLS))
      sweeps.push(straceSweep(name, { calls, folder: mission.folder }))
  const total = openBook()
  const ran: string[] = []
  const world = { folder: join(mission.folder, 'origin'), seed: mission.seed, size: 12, sabotage: mission.sabotage }
  const origin = makeWorld(mission.flow, world)
  for (const [at, sweep] of sweeps.entries()) {
    if (mission.only !== undefined && mission.only.split(':')[0] !== sweep.name) continue
    const share = Math.ceil((mission.cycles - total.tally.cycles) / (sweeps.length - at))
    const { book, boundaries } = await runSweep(mission, origin, { sweep, share })
    addTally(total.tally, book.tally)
    total.findings.push(...book.findings)
    ran.push(`${sweep.name} ${book.tally.cycles} of ${boundaries}`)
    if (total.findings.length > 0) break
  }
  if (sweeps.length === 1) ran.push('strace not usable here')
  return { book: total, ran: ran.join(', ') }
}

async function runSweep(mission: Mission, origin: World, { sweep, share }: { sweep: Sweep; share: number }) {
  const book = openBook()
  const boundaries = await sweep.count(copyWorld(origin, join(mission.folder, 'world')))
  for (const n of numbersOf(mission, { boundaries, share })) {
    mission.signal.throwIfAborted()
    await dieOnce(mission, book, { world: copyWorld(origin, join(mission.folder, 'world')), sweep, n })
    mission.note(`${sweep.name}: ${n} of ${boundaries}`)
    if (book.findings.length > 0) break
  }
  return { book, boundaries }
}

function numbersOf(mission: Mission, { boundaries, share }: { boundaries: number; share: number }): number[] {
  const [, n] = mission.only?.split(':') ?? []
  return n === undefined ? spread(boundaries, share) : [Number(n)]
}

/** All numbers up to `boundaries`, or `most` of them in equal steps. */
function spread(boundaries: number, most: number): number[] {
  const count = Math.min(boundaries, Math.max(0, most))
  return Array.from({ length: count }, (_, i) => 1 + Math.floor((i * boundaries) / count))
}

async function dieOnce(
  mission: Mission,
  book: Book,
  { world, sweep, n }: { world: World; sweep: Sweep; n: number },
): Promise<void> {
  const again = commandFor(mission, { mode: 'every-call', only: `${sweep.name}:${n}` })
  const first = await live(world, sweep.dieAt(n))
  book.tally.cycles++
  if (first.end === 'killed') book.tally.kills++
  noteFailure(book, first, again)
  noteLost(book, findLost(world.plan.manifest, scan(world.folder)), again)
  noteFailure(book, await live(world, { threads: 1 }), again)
  noteSettled(book, world, again)
}

function portSweep(folder: string): Sweep {
  const countIn = join(folder, 'count')
  return {
    name: 'file-port',
    async count(world) {
      await live(world, { threads: 1, faults: { countIn } })
      return Number(readFileSync(countIn, 'utf8'))
    },
    dieAt: (killAt) => ({ threads: 1, faults: { killAt } }),
  }
}

function hasStrace(): boolean {
  return (
    spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=link:signal=SIGKILL:when=1', 'true'], { stdio: 'ignore' })
      .status === 0
  )
}

/** strace counts each system call of each thread on its own, so a boundary is a call and its number. */
function straceSweep(name: string, { calls, folder }: { calls: string; folder: string }): Sweep {
  const trace = join(folder, 'trace')
  const boundaries: { call: string; nth: number }[] = []
  return {
    name,
    async count(world) {
      const wrapper = ['strace', '-f', '-qq', '-o', trace, '-e', `trace=${calls}`, '-e', 'signal=none']
      await live(world, { threads: 1, wrapper })
      const perThread = new Map<string, number>()
      for (const [, thread, call] of readFileSync(trace, 'utf8').matchAll(/^(\d+) +(\w+)\(/gm)) {
        perThread.set(`${call} ${thread}`, (perThread.get(`${call} ${thread}`) ?? 0) + 1)
      }
      boundaries.length = 0
      for (const [call, entries] of Map.groupBy(perThread, ([key]) => key.split(' ')[0] ?? '')) {
        const most = Math.max(...entries.map(([, count]) => count))
        for (let nth = 1; nth <= most; nth++) boundaries.push({ call, nth })
      }
      return boundaries.length
    },
    dieAt(n) {
      const { call, nth } = boundaries[n - 1] ?? { call: 'none', nth: n }
      const inject = `inject=${call}:signal=SIGKILL:when=${nth}`
      return { threads: 1, wrapper: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject] }
    },
  }
}
