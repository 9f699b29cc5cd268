import { randomInt } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../src/kernel/find-program.ts'
import { type SpawnedApp, spawnApp } from '../test/spawn-app.ts'
import { cookieOf } from '../test/start-http.ts'
import { ARCHIVE_YAML, fillArchive } from './archive/fill.ts'
import { joinSyncthing } from './archive/peer.ts'
import { type Desk, deskOf } from './desk.ts'
import { fillLibrary } from './library/fill.ts'
import { fillRadio } from './radio/fill.ts'
import { type Clips, keptClips, LARGE, makeClips } from './library/clips.ts'

export interface DemoOptions {
  /** Empty, or not there yet. */
  dataFolder: string
  /** Of the server, beside this process's own. */
  env?: Record<string, string>
  /** All of them unless said. */
  lines?: readonly LineName[]
  /** Of the pictures; all of them unless said. */
  share?: number
  say(text: string): void
}

export interface Demo extends AsyncDisposable {
  app: SpawnedApp
  person: { name: string; password: string }
  /** Works with the server as that person. */
  desk: Desk
  /** Resolves when each line of work is there, with those that could not be shown and why. */
  ready: Promise<Trouble[]>
}

export interface Trouble {
  line: LineName
  error: Error
}

export const LINE_NAMES = ['archive', 'library', 'radio'] as const
/** One line of work. */
export type LineName = (typeof LINE_NAMES)[number]

/** What each line of work is made with. */
export interface Stage {
  desk: Desk
  app: SpawnedApp
  dataFolder: string
  clips: Clips
  hasFfmpeg: boolean
  /** Of the pictures, for those who can't wait. */
  share: number
  /** What serves until the end. */
  stack: AsyncDisposableStack
  say(text: string): void
}

/** @returns what was brought about, in a sentence */
type Line = (stage: Stage) => Promise<string>

const LINES: Readonly<Record<LineName, Line>> = {
  async archive({ desk, dataFolder, clips, share, stack }) {
    await joinSyncthing(desk, dataFolder, stack)
    const filed = await fillArchive(desk, { dataFolder, clips, share })
    return `${filed} files are at another machine and filed, and those of a card wait`
  },
  library: ({ desk, app, dataFolder, clips, stack }) =>
    fillLibrary({ desk, app, folder: join(dataFolder, 'media'), clips, stack }),
  radio: fillRadio,
}

/** A server of its own with a person who is at home in it, and all lines of work on their way. */
export async function openDemo({
  dataFolder,
  env = {},
  lines = LINE_NAMES,
  share = 1,
  say,
}: DemoOptions): Promise<Demo> {
  await using stack = new AsyncDisposableStack()
  await mkdir(dataFolder, { recursive: true })
  const configFile = join(dataFolder, 'patchbay.yaml')
  await mkdir(join(dataFolder, 'card'))
  await writeFile(configFile, ARCHIVE_YAML)
  const app = stack.use(await spawnApp({ dataFolder, configFile, env, args: ['--demo'] }))
  const person = { name: 'demo', password: makePassword() }
  const desk = deskOf(app, await claim(app, person))
  const doubles = new AsyncDisposableStack()
  const ready = fill(lines, { desk, app, dataFolder, stack: doubles, share, say })
  const running = stack.move()
  return {
    app,
    person,
    desk,
    ready,
    async [Symbol.asyncDispose]() {
      // The server first: whoever it is connected with is there until it has ended.
      await running.disposeAsync()
      await ready
      await doubles.disposeAsync()
    },
  }
}

async function fill(lines: readonly LineName[], ground: Omit<Stage, 'clips' | 'hasFfmpeg'>): Promise<Trouble[]> {
  const hasFfmpeg = findProgram('ffmpeg') !== undefined
  const clips = hasFfmpeg ? await makeClips(join(ground.dataFolder, 'media/clips'), LARGE) : keptClips()
  const troubles = await Promise.all(lines.map((line) => show(line, { ...ground, clips, hasFfmpeg })))
  return troubles.filter((trouble) => trouble !== undefined)
}

async function show(line: LineName, stage: Stage): Promise<Trouble | undefined> {
  try {
    stage.say(`${titleOf(line)}: ${await LINES[line](stage)}`)
    return undefined
  } catch (error) {
    return { line, error: error as Error }
  }
}

export const titleOf = (line: LineName): string => `${line[0]?.toUpperCase()}${line.slice(1)}`

async function claim(app: SpawnedApp, person: Demo['person']): Promise<string> {
  const body = { code: String(app.setupCode), ...person }
  const answer = await app.call('POST', 'api/v1/setup/claim', { body })
  if (answer.status !== 201) throw new Error(`claim: ${answer.text}`)
  return cookieOf(answer)
}

const WORDS = [
  'amber',
  'birch',
  'copper',
  'dune',
  'ember',
  'fern',
  'grove',
  'harbour',
  'island',
  'juniper',
  'kelp',
  'lagoon',
]

/** Easily typed; another one each time, for nobody keeps it. */
const makePassword = (): string =>
  [...Array.from({ length: 3 }, () => WORDS[randomInt(WORDS.length)]), randomInt(10, 100)].join('-')
