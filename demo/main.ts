// `npm run demo [-- --keep] [-- --data FOLDER]`: Patchbay with made-up files and doubles of all that it is connected with,
// until it is told to stop.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDemo, titleOf } from './open-demo.ts'

interface Wishes {
  keep: boolean
  data?: string
}

const WRONG_USE = 2
const started = performance.now()

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** A line with the time since the start. */
const say = (text: string): void => print(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`)

function readWishes(): Wishes | undefined {
  try {
    return parseArgs({ options: { keep: { type: 'boolean', default: false }, data: { type: 'string' } } }).values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return undefined
  }
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        process.once(signal, () => process.exit(1))
        done()
      })
  })
}

const isEmpty = async (folder: string): Promise<boolean> =>
  (
    await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
  ).length === 0

async function main(): Promise<number> {
  const wishes = readWishes()
  if (wishes === undefined || wishes.data === '') {
    process.stderr.write('npm run demo -- [--keep] [--data FOLDER]\n')
    return WRONG_USE
  }
  const place = wishes.data === undefined ? await mkdtemp(join(tmpdir(), 'patchbay-demo-')) : undefined
  const dataFolder = place === undefined ? resolve(String(wishes.data)) : join(place, 'data')
  if (!(await isEmpty(dataFolder))) {
    process.stderr.write(`${dataFolder} is not empty: a demo makes its own data, and leaves that of others alone.\n`)
    return WRONG_USE
  }
  const isKept = wishes.keep || place === undefined
  try {
    return await run(dataFolder)
  } finally {
    if (place !== undefined && !isKept) await rm(place, { recursive: true, force: true, maxRetries: 5 })
    print(isKept ? `What was made stays in ${dataFolder}` : 'Stopped; nothing is left behind.')
  }
}

async function run(dataFolder: string): Promise<number> {
  const stopped = stopSignal()
  say('Starting a server on a folder of its own')
  await using demo = await openDemo({ dataFolder, say })
  const { app, person } = demo
  print(`\n  Open     ${app.address}\n  Name     ${person.name}\n  Password ${person.password}\n`)
  const crashed = new Promise<'crashed'>((done) => app.child.once('exit', () => done('crashed')))
  const end = Promise.race([stopped, crashed])
  const first = await Promise.race([end, demo.ready])
  if (Array.isArray(first)) {
    for (const { line, error } of first) say(`${titleOf(line)} could not be shown: ${error.message}`)
    say(first.length === 0 ? 'All is there. Ctrl-C stops it.' : 'Ctrl-C stops it.')
  }
  const isCrash = (await end) === 'crashed'
  if (isCrash) process.stderr.write(app.output())
  say('Stopping')
  return isCrash ? 1 : 0
}

process.exitCode = await main()
