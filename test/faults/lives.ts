import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PortFaults } from './file-port.ts'
import { FILE_SABOTAGES, type Flow, type FlowContext, type WorldPlan } from './flow.ts'
import { randomFrom } from './random.ts'

/** One tree and database, built from a seed. */
export interface World {
  flow: Flow
  folder: string
  dataFolder: string
  seed: number
  size: number
  sabotage: string | undefined
  plan: WorldPlan
  /** Of the neighbour. */
  told: FlowContext['told']
}

export interface Life {
  /** What the process said was done for good. */
  acknowledged: string[]
  /** What it began with. */
  met: string[]
  end: 'finished' | 'killed' | 'failed'
  /** Its standard error, when it failed. */
  error: string
  /** Since the flow began. */
  tookMs: number
  /** Since its core was reached; 0 when it was not. */
  coreMs: number
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

interface Place {
  folder: string
  seed: number
  size: number
  sabotage: string | undefined
}

export function makeWorld(flow: Flow, at: Place): World {
  const world = { flow, ...at, told: {}, folder: join(at.folder, 'files'), dataFolder: join(at.folder, 'data') }
  for (const folder of [world.folder, world.dataFolder]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  return { ...world, plan: flow.build(world, randomFrom(at.seed)) }
}

/** With whatever goes on beside it until it is over. */
export async function openWorld(flow: Flow, at: Place): Promise<World & AsyncDisposable> {
  const world = makeWorld(flow, at)
  const neighbour = await flow.openNeighbour?.(world)
  return {
    ...world,
    told: neighbour?.told ?? {},
    [Symbol.asyncDispose]: async () => neighbour?.[Symbol.asyncDispose](),
  }
}

/** A copy of a world that was built before; the same seed, fresh files. */
export function copyWorld(world: World, folder: string): World {
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(world.folder, '..'), folder, { recursive: true, preserveTimestamps: true })
  return { ...world, folder: join(folder, 'files'), dataFolder: join(folder, 'data') }
}

export interface LifeOptions {
  faults?: PortFaults
  /** Of the movers; with one, the order of file calls is the same in every life. */
  threads?: number
  /** Program and arguments to put in front, e.g. strace. */
  wrapper?: readonly string[]
  /** Called when the flow begins. */
  onBegin?: (child: ChildProcess) => void
  /** Called when its core is reached. */
  onCore?: (child: ChildProcess) => void
  /** Changes the world's paths, e.g. to another mount. */
  under?: Pick<World, 'folder' | 'dataFolder'>
}

/** Starts the flow once and waits for its end. */
export function live(world: World, options: LifeOptions = {}): Promise<Life> {
  const { flow, seed, size, sabotage, told } = world
  const { folder, dataFolder } = options.under ?? world
  const argument = JSON.stringify({ flow: flow.name, folder, dataFolder, seed, size, sabotage, told })
  const ofFiles = FILE_SABOTAGES.find((known) => known === sabotage)
  const faults: PortFaults = {
    otherDisk: '/other',
    intruder: world.plan.intruder,
    sabotage: ofFiles,
    ...options.faults,
  }
  const env = {
    ...process.env,
    PATCHBAY_TEST_FAULTS: JSON.stringify(faults),
    PATCHBAY_TEST_FORGET: sabotage === 'forget-journal' ? '1' : '0',
    PATCHBAY_TEST_THREADS: String(options.threads ?? 2),
  }
  const [program, ...args] = commandOf(options.wrapper ?? [], [process.execPath, CHILD, argument])
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  return ended(child, { 'begin\n': () => options.onBegin?.(child), 'core\n': () => options.onCore?.(child) })
}

/** @param marks what is called once when this line has come */
function ended(child: ChildProcess, marks: Readonly<Record<'begin\n' | 'core\n', () => void>>): Promise<Life> {
  const reachedAt = new Map<string, number>()
  const since = (mark: keyof typeof marks): number => performance.now() - (reachedAt.get(mark) ?? performance.now())
  let out = ''
  let error = ''
  child.stdout?.on('data', (bytes: Buffer) => {
    out += bytes.toString()
    for (const [mark, call] of Object.entries(marks)) {
      if (reachedAt.has(mark) || !out.includes(mark)) continue
      reachedAt.set(mark, performance.now())
      call()
    }
  })
  child.stderr?.on('data', (bytes: Buffer) => (error += bytes.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = out.split('\n')
      const linesOf = (kind: string) => lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(4))
      const wasKilled = signal === 'SIGKILL' || code === 137
      const end = lines.includes('end') ? 'finished' : wasKilled ? 'killed' : 'failed'
      const [tookMs, coreMs] = [since('begin\n'), since('core\n')]
      resolve({ acknowledged: linesOf('ack '), met: linesOf('met '), end, error: error.trim(), tookMs, coreMs })
    })
  })
}

function commandOf(wrapper: readonly string[], command: [string, ...string[]]): [string, ...string[]] {
  const [program, ...args] = wrapper
  return program === undefined ? command : [program, ...args, ...command]
}
