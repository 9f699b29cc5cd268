import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { live, type Life, makeWorld, type World } from './lives.ts'
import { commandFor, type Mission } from './mission.ts'
import { findLost, scan } from './oracle.ts'
import { randomFrom } from './random.ts'
import { type Book, noteFailure, noteLost, noteSettled, noteTaken, openBook } from './tally.ts'

const run = promisify(execFile)

/** Why power can't be cut here; undefined when it can. */
export function powerMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root for loop mounts'
  for (const program of ['mkfs.ext4', 'mount', 'umount', 'cp']) {
    if (spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status !== 0) return `needs ${program}`
  }
  return existsSync('/dev/loop-control') ? undefined : 'needs loop devices'
}

/** Memory where there is some: a loop device on it loses nothing that reached it, and everything that did not. */
export const imageFolder = (): string => (existsSync('/dev/shm') ? '/dev/shm' : '/tmp')

const IMAGE_MIB = 96
const SIZE = 24

/**
 * Works on ext4 images, stops the process at a random moment, copies the images as they are, and goes on with the
 * copies, as after a power cut: what was never synced is not in them. Every second world keeps its database on an image
 * of its own, so that its syncs do not carry the files along.
 */
export async function cutPower(mission: Mission): Promise<Book> {
  const book = openBook()
  const random = randomFrom(mission.seed)
  const pace = { typicalMs: 0 }
  await makeImage(join(mission.folder, 'empty.img'))
  for (let number = 0; book.tally.cycles < mission.cycles && book.findings.length === 0; number++) {
    mission.signal.throwIfAborted()
    await cutOnce({ mission, book, seed: mission.seed + number, isApart: number % 2 === 0, pace, at: random.next() })
    mission.note(`power: ${book.tally.cycles} of ${mission.cycles}`)
  }
  return book
}

interface Cut {
  mission: Mission
  book: Book
  seed: number
  /** Files and database on two images. */
  isApart: boolean
  /** Of a life on these images; 0 until one has come to its end, and that one is cut then. */
  pace: { typicalMs: number }
  /** When to cut, as a share of a typical life. */
  at: number
}

async function cutOnce(cut: Cut): Promise<void> {
  const { mission, book, seed, isApart } = cut
  const names = isApart ? ['files', 'data'] : ['files']
  const again = commandFor(mission, { mode: 'power', seed, cycles: isApart ? 1 : 2 })
  const before = await mountCopies(mission.folder, names, () => 'empty.img')
  let acknowledged: string[] = []
  let world: World
  try {
    world = makeWorld(mission.flow, { folder: join(before, 'files'), seed, size: SIZE, sabotage: mission.sabotage })
    if (isApart) world = { ...world, dataFolder: join(before, 'data') }
    await run('sync', ['-f', before])
    for (const name of names) await run('sync', ['-f', join(before, name)])
    const life = await liveUntilCut(cut, world, names)
    noteFailure(book, life, again)
    acknowledged = life.acknowledged
    book.tally.acknowledged += acknowledged.length
  } finally {
    await unmount(before, names)
  }
  book.tally.cycles++
  const after = await mountCopies(mission.folder, names, (name) => `${name}.cut`)
  try {
    await checkAfter(cut, world, { acknowledged, again })
  } finally {
    await unmount(after, names)
  }
}

async function checkAfter(
  { mission, book }: Cut,
  world: World,
  { acknowledged, again }: { acknowledged: string[]; again: string },
): Promise<void> {
  noteLost(book, findLost(world.plan.manifest, scan(world.folder)), again)
  const life = await live(world)
  noteFailure(book, life, again)
  noteSettled(book, world, again)
  const { folder, dataFolder, seed, size, told } = world
  const silent = { acknowledge: () => undefined, meet: () => undefined, reachCore: () => undefined }
  const context = { folder, dataFolder, seed, size, told, ...silent }
  noteTaken(book, await mission.flow.verifyAcknowledged(context, [...acknowledged, ...life.acknowledged]), again)
}

/** @returns the life, which ended by the cut or before it; the images as they were then are beside the mounted ones */
async function liveUntilCut({ mission, book, pace, at }: Cut, world: World, names: readonly string[]): Promise<Life> {
  let cutting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const life = await live(world, {
    onBegin: (child) => {
      const cut = async (): Promise<void> => {
        child.kill('SIGSTOP')
        for (const name of names)
          await copyImage(join(mission.folder, `${name}.img`), join(mission.folder, `${name}.cut`))
        child.kill('SIGKILL')
      }
      if (pace.typicalMs > 0) timer = setTimeout(() => (cutting = cut()), at * 1.1 * pace.typicalMs)
    },
  })
  clearTimeout(timer)
  await cutting
  if (life.end === 'killed') book.tally.kills++
  if (cutting === undefined)
    for (const name of names) await copyImage(join(mission.folder, `${name}.img`), join(mission.folder, `${name}.cut`))
  if (life.end === 'finished') pace.typicalMs = Math.max(100, life.tookMs)
  return life
}

async function makeImage(path: string): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true })
  await run('truncate', ['-s', `${IMAGE_MIB}M`, path])
  await run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', path])
}

function copyImage(from: string, to: string): Promise<unknown> {
  return run('cp', ['--sparse=always', from, to])
}

/** Always at the same place: roots are known by their paths. */
async function mountCopies(folder: string, names: readonly string[], from: (name: string) => string): Promise<string> {
  const at = join(folder, 'mounts')
  for (const name of names) {
    const image = join(folder, `${name}.img`)
    await copyImage(join(folder, from(name)), image)
    mkdirSync(join(at, name), { recursive: true })
    await run('mount', ['-o', 'loop', image, join(at, name)])
  }
  return at
}

async function unmount(at: string, names: readonly string[]): Promise<void> {
  for (const name of names) await run('umount', [join(at, name)])
  rmSync(at, { recursive: true, force: true })
}
