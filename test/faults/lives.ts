import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PortFaults, Sabotage } from './file-port.ts'
import type { Flow, WorldPlan } from './flow.ts'
import { randomFrom } from './random.ts'

/** One tree and database, built from a seed. */
export interface World {
  flow: Flow
  folder: string
  dataFolder: string
  seed: number
  size: number
  sabotage: Sabotage | undefined
  plan: WorldPlan
}

export interface Life {
  /** What the process said was done for good. */
  acknowledged: string[]
  end: 'finished' | 'killed' | 'failed'
  /** Its standard error, when it failed. */
  error: string
  /** Since the flow began. */
  tookMs: number
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

export function makeWorld(
  flow: Flow,
  at: { folder: string; seed: number; size: number; sabotage: Sabotage | undefined },
): World {
  const world = { flow, ...at, folder: join(at.folder, 'files'), dataFolder: join(at.folder, 'data') }
  for (const folder of [world.folder, world.dataFolder]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  return { ...world, plan: flow.build(world, randomFrom(at.seed)) }
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
  /** Changes the world's paths, e.g. to another mount. */
  under?: Pick<World, 'folder' | 'dataFolder'>
}

/** Starts the flow once and waits for its end. */
export function live(world: World, options: LifeOptions = {}): Promise<Life> {
  const { flow, seed, size, sabotage } = world
  const { folder, dataFolder } = options.under ?? world
  const argument = JSON.stringify({ flow: flow.name, folder, dataFolder, seed, size })
  const faults: PortFaults = { otherDisk: '/other', intruder: world.plan.intruder, sabotage, ...options.faults }
  const env = {
    ...process.env,
    PATCHBAY_TEST_FAULTS: JSON.stringify(faults),
    PATCHBAY_TEST_FORGET: sabotage === 'forget-journal' ? '1' : '0',
    PATCHBAY_TEST_THREADS: String(options.threads ?? 2),
  }
  const [program, ...args] = commandOf(options.wrapper ?? [], [process.execPath, CHILD, argument])
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  return ended(child, () => options.onBegin?.(child))
}

function ended(child: ChildProcess, onBegin: () => void): Promise<Life> {
  let begunAt = 0
  let out = ''
  let error = ''
  child.stdout?.on('data', (bytes: Buffer) => {
    out += bytes.toString()
    if (begunAt > 0 || !out.includes('begin\n')) return
    begunAt = performance.now()
    onBegin()
  })
  child.stderr?.on('data', (bytes: Buffer) => (error += bytes.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = out.split('\n')
      const acknowledged = lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4))
      const wasKilled = signal === 'SIGKILL' || code === 137
      const end = lines.includes('end') ? 'finished' : wasKilled ? 'killed' : 'failed'
      resolve({ acknowledged, end, error: error.trim(), tookMs: begunAt === 0 ? 0 : performance.now() - begunAt })
    })
  })
}

function commandOf(wrapper: readonly string[], command: [string, ...string[]]): [string, ...string[]] {
  const [program, ...args] = wrapper
  return program === undefined ? command : [program, ...args, ...command]
}
