// `npm test [-- FILE-OR-FOLDER ...]`: every test file, or those named, on node:test. `npm run e2e -- screens` runs the long
// ways through the screens instead (`*.e2e.ts`), `npm run proofs` the proofs of proofs (`*.proof.ts`): benches, faults and
// ways must turn red when they are sabotaged. Ends with the line `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startTestCluster } from '../test/databases.ts'
import { memoryDisk } from '../test/memory-disk.ts'
import { findPostgres } from '../test/postgres.ts'
import { chromiumPath, shareBrowser } from '../web/testing/browser.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const SERVER = pathToFileURL(join(ROOT, 'src', 'compose.ts')).href
const QUICK_NODE_TEST = pathToFileURL(join(ROOT, 'test', 'quick-node-test.ts')).href
/** Those with the longest files first, so that none of them runs alone in the end. */
const TEST_FOLDERS = [
  'src/connectors/syncthing',
  'src/archive/syncing',
  'bench',
  'src/jobs',
  'src/cli',
  'test',
  'web',
  'src',
  'scripts',
]
/** Of the files that share a process. */
const TIMEOUT_MS = 10 * 60_000

interface Tally {
  passed: number
  failed: number
  skipped: { name: string; file: string; reason: string }[]
}

function testFilesIn(folder: string, ending = '.test.ts'): string[] {
  return globSync(`**/*${ending}`, { cwd: folder, exclude: (name) => name === 'node_modules' })
    .map((file) => join(folder, file))
    .toSorted()
}

/** What a folder that is named holds. */
const namedIn = (wish: string): string[] =>
  statSync(wish).isDirectory()
    ? ['.test.ts', '.e2e.ts'].flatMap((ending) => testFilesIn(resolve(wish), ending))
    : [resolve(wish)]

function filesToRun(wishes: readonly string[]): string[] {
  const [first = '', ...others] = wishes
  if (first === '--proofs')
    return ['bench', 'test', 'src'].flatMap((name) => testFilesIn(join(ROOT, name), '.proof.ts'))
  if (first === '--screens' && others.length === 0) return testFilesIn(join(ROOT, 'web'), '.e2e.ts')
  if (first === '--screens') return others.flatMap(namedIn)
  if (wishes.length === 0) return [...new Set(TEST_FOLDERS.flatMap((folder) => testFilesIn(join(ROOT, folder))))]
  return wishes.flatMap(namedIn)
}

/** Proofs measure: one after the other, with nothing beside them. */
const isProof = (files: readonly string[]): boolean => files.some((file) => file.endsWith('.proof.ts'))

/** A single file starts its own. */
const needsBrowser = (files: readonly string[]): boolean => files.length > 1 && existsSync(chromiumPath())

/** A developer's own settings must not reach the tests. */
function forgetSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('PATCHBAY_') && !name.startsWith('PATCHBAY_TEST_')) delete process.env[name]
  }
}

function countPass(tally: Tally, event: EventData.TestPass): void {
  const skip = event.skip ?? event.todo
  const isSuite = event.details.type === 'suite'
  if (skip !== undefined && skip !== false) {
    const file = event.file === undefined ? '' : relative(ROOT, event.file)
    tally.skipped.push({ name: event.name, file, reason: typeof skip === 'string' ? skip : 'no reason given' })
  } else if (!isSuite) tally.passed += 1
}

/** A suite that failed only because of a test in it was counted with that test. */
function countFail(tally: Tally, event: EventData.TestFail): void {
  const kind = (event.details.error as { failureType?: string }).failureType
  if (kind !== 'subtestsFailed') tally.failed += 1
}

/** Files of one process: to load the server anew takes longer than many a file. Each proof has one of its own. */
const FILES_TOGETHER = 20
/** Of these folders, whose files take long. */
const FEW_TOGETHER = 8
const FOLDERS_OF_LONG_FILES = ['test', 'web', 'src/jobs', 'src/cli'].map((name) => join(ROOT, name))

const mostWith = (file: string): number =>
  FOLDERS_OF_LONG_FILES.some((folder) => file.startsWith(folder)) ? FEW_TOGETHER : FILES_TOGETHER

function groupsOf(files: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const file of files) {
    const open = groups.at(-1)
    const isFull = open === undefined || open.length >= mostWith(open[0] ?? file) || open.length >= mostWith(file)
    if (isFull || isProof([file])) groups.push([file])
    else open.push(file)
  }
  return groups
}

/** A process for each group, in which each file is a suite with its own hooks. */
async function writeGroups(folder: string, groups: readonly (readonly string[])[]): Promise<string[]> {
  const written: string[] = []
  for (const [index, group] of groups.entries()) {
    const suites = group.map((file) => {
      const [name, url] = [relative(ROOT, file), pathToFileURL(file).href].map((text) => JSON.stringify(text))
      return `describe(${name}, async () => void (await import(${url})))\n`
    })
    const entry = join(folder, `${String(index).padStart(3, '0')}.mjs`)
    const start = `await import('${QUICK_NODE_TEST}')\nconst { describe } = await import('node:test')\n`
    await writeFile(entry, start + suites.join(''))
    written.push(entry)
  }
  return written
}

async function runFiles(files: string[], signal: AbortSignal): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-tests-'))
  try {
    return await runEntries(await writeGroups(folder, groupsOf(files)), { isAlone: isProof(files), signal })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runEntries(
  files: string[],
  { isAlone, signal }: { isAlone: boolean; signal: AbortSignal },
): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] }
  // Tests wait for browsers, programs and clocks half of the time.
  const concurrency = isAlone ? 1 : availableParallelism() + 4
  const events = run({ files, cwd: ROOT, concurrency, timeout: TIMEOUT_MS, signal })
  events.on('test:pass', (event) => countPass(tally, event))
  events.on('test:fail', (event) => countFail(tally, event))
  await pipeline(events.compose(new spec()), process.stdout, { end: false })
  return tally
}

const ROOM_FOR_TESTS = 4 * 2 ** 30

/** Where tests write. Thousands of databases that are synced to a disk make them wait for it; what is measured keeps the disk. */
async function openRoom(): Promise<AsyncDisposable> {
  const folder = await mkdtemp(join(await memoryDisk(ROOM_FOR_TESTS), 'patchbay-tests-'))
  // As the system's own: some tests run programs of another account.
  await chmod(folder, 0o1777)
  process.env['TMPDIR'] = folder
  return { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Hundreds of processes load the same modules. Those that start beside each other on an empty cache all compile them. */
function fillCompileCache(): void {
  const folder = (process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'patchbay-compile-cache'))
  if (!existsSync(folder)) spawnSync(process.execPath, ['--eval', `import('${SERVER}')`], { stdio: 'inherit' })
}

async function main(): Promise<number> {
  forgetSettings()
  fillCompileCache()
  const files = filesToRun(process.argv.slice(2))
  if (files.length === 0) throw new Error('no test files found')
  await using _room = isProof(files) ? undefined : await openRoom()
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  await using cluster = 'bin' in findPostgres() ? await startTestCluster() : undefined
  await using _browser = needsBrowser(files) ? await shareBrowser() : undefined
  if (cluster !== undefined) process.env['PATCHBAY_TEST_PG_URL'] = cluster.url
  const tally = await runFiles(files, stop.signal)
  for (const { name, file, reason } of tally.skipped) process.stdout.write(`skipped: ${file} ${name}: ${reason}\n`)
  if (stop.signal.aborted) process.stdout.write('stopped before the end\n')
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped\n`)
  return tally.failed > 0 || stop.signal.aborted || tally.passed === 0 ? 1 : 0
}

process.exitCode = await main()
