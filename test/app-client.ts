import { existsSync, renameSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { BatchView, ItemView } from '../src/archive/contract.ts'
import type { CardView } from '../src/attention/contract.ts'
import type { JobView, ScheduleView } from '../src/jobs/contract.ts'
import { openSseReader } from './read-sse.ts'
import { type Answered, callerOf, cookieOf, PASSWORD, type TestHttp } from './start-http.ts'

/** What a test does with a running server, in this process or in another. */
export interface AppClient {
  address: string
  dataFolder: string
  call: TestHttp['call']
  /** As the local command line: may do everything. */
  cli(method: string, path: string, body?: unknown): Promise<Answered>
  /** The command line's own header of authorization. */
  bearer(): Promise<string>
  /** The reply's body, which must be a success. */
  get<Body>(path: string): Promise<Body>
  /** Claims the installation. @returns the session cookie */
  claim(): Promise<string>
  /** @returns the cookie of a new session, of the person whom `claim` made unless said */
  signIn(person?: { name: string; password: string }): Promise<string>
  /** Writes files below the data folder, a day old unless said. Keys are paths such as `inbox/a.jpg`. */
  drop(files: Record<string, string | Uint8Array>, mtime?: Date): Promise<void>
  /** Every item by where it is now, `inbox/a.jpg`; the newest where several were. */
  items(): Promise<Map<string, ItemView>>
  batches(): Promise<BatchView[]>
  cards(): Promise<CardView[]>
  jobs(filter?: string): Promise<JobView[]>
  /** Files below a folder of the data folder, our own marks left out. */
  files(folder: string): Promise<string[]>
  /** Looks at every event whether it holds, and once a second for what no event tells. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>
  /** From now on nothing runs by the clock: a test that crosses a full five minutes sees what it did itself. */
  pauseSchedules(): Promise<void>
  /** Everything dropped is known, and no job is under way or waits for its time. */
  settled(): Promise<void>
}

export interface AppPlace {
  address: string
  dataFolder: string
  setupCode: () => Promise<string>
}

const PATIENCE_MS = 60_000
const LOOK_MS = 1000
const YESTERDAY_MS = 86_400_000

export function appClient({ address, dataFolder, setupCode }: AppPlace): AppClient {
  const call = callerOf(address)
  const dropped = new Set<string>()
  const token = async (): Promise<string> => (await readFile(join(dataFolder, 'keys/cli.token'), 'utf8')).trim()
  const bearer = async (): Promise<string> => `Bearer ${await token()}`
  const cli = async (method: string, path: string, body?: unknown): Promise<Answered> =>
    call(method, path, {
      headers: { authorization: await bearer() },
      ...(body === undefined ? {} : { body }),
    })
  const get = async <Body>(path: string): Promise<Body> => {
    const answer = await cli('GET', path)
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`)
    return answer.json as Body
  }
  const pages = async <Row>(path: string): Promise<Row[]> => {
    const rows: Row[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: { items: Row[]; nextCursor: string | null } = await get(
        `${path}${path.includes('?') ? '&' : '?'}limit=200${more}`,
      )
      rows.push(...page.items)
      cursor = page.nextCursor
    }
    return rows
  }
  const jobs = (filter = ''): Promise<JobView[]> => pages<JobView>(`api/v1/jobs${filter}`)
  const items = async (): Promise<Map<string, ItemView>> => {
    const rows = await pages<ItemView>('api/v1/archive/items')
    return new Map(rows.toReversed().map((item) => [`${item.root}/${item.path}`, item]))
  }
  const liveJobs = async (): Promise<JobView[]> => (await jobs()).filter((job) => job.finishedAt === null)
  const until: AppClient['until'] = (what, holds) =>
    untilEvent({ address, token }, { what, holds, tell: async () => describeJobs(await liveJobs()) })
  return {
    address,
    dataFolder,
    call,
    cli,
    bearer,
    get,
    async claim() {
      const answer = await call('POST', 'api/v1/setup/claim', {
        body: { code: await setupCode(), name: 'Ann', password: PASSWORD },
      })
      if (answer.status !== 201) throw new Error(`claim: ${answer.text}`)
      return cookieOf(answer)
    },
    async signIn({ name, password } = { name: 'Ann', password: PASSWORD }) {
      const answer = await call('POST', 'api/v1/session', { body: { name, password } })
      if (answer.status !== 200) throw new Error(`sign in: ${answer.text}`)
      return cookieOf(answer)
    },
    async drop(files, mtime = new Date(Date.now() - YESTERDAY_MS)) {
      const staged = await mkdtemp(join(dataFolder, '../staged-'))
      const names = Object.keys(files)
      for (const [index, path] of names.entries()) {
        const file = join(staged, String(index))
        await writeFile(file, files[path] ?? '')
        await utimes(file, mtime, mtime)
        await mkdir(dirname(join(dataFolder, path)), { recursive: true })
      }
      for (const [index, path] of names.entries()) {
        renameSync(join(staged, String(index)), join(dataFolder, path))
        dropped.add(path)
      }
      await rm(staged, { recursive: true })
    },
    items,
    batches: () => pages<BatchView>('api/v1/archive/batches'),
    cards: () => get<{ items: CardView[] }>('api/v1/attention').then((page) => page.items),
    jobs,
    files: (folder) => filesBelow(join(dataFolder, folder)),
    until,
    async pauseSchedules() {
      const schedules = await get<{ items: ScheduleView[] }>('api/v1/schedules')
      for (const { scheduleId } of schedules.items) {
        const { status, text } = await cli('PATCH', `api/v1/schedules/${scheduleId}`, { isEnabled: false })
        if (status !== 200) throw new Error(text)
      }
    },
    settled: () =>
      until('settled', async () => (await liveJobs()).length === 0 && (await allKnown(dropped, dataFolder, items))),
  }
}

/** A file that is still where it was dropped must be an item; one that is not has been moved by us. */
async function allKnown(dropped: Set<string>, dataFolder: string, items: AppClient['items']): Promise<boolean> {
  const here = [...dropped].filter((path) => existsSync(join(dataFolder, path)))
  if (here.length === 0) return true
  const known = await items()
  return here.every((path) => known.has(path))
}

interface Awaited {
  what: string
  holds: () => Promise<boolean>
  /** What is under way, for a test that waited in vain. */
  tell: () => Promise<string>
}

async function untilEvent(
  { address, token }: { address: string; token: () => Promise<string> },
  { what, holds, tell }: Awaited,
): Promise<void> {
  await using stream = await openSseReader(new URL('api/v1/events/stream', address), {
    authorization: `Bearer ${await token()}`,
  })
  const late = AbortSignal.timeout(PATIENCE_MS)
  const lateness = new Promise<'late'>((resolve) =>
    late.addEventListener('abort', () => resolve('late'), { once: true }),
  )
  let next = stream.next()
  for (;;) {
    const message = await Promise.race([next, lateness, wait(LOOK_MS, 'quiet' as const)])
    if (message !== 'quiet') next = stream.next()
    if (message === 'late') throw new Error(`waited ${PATIENCE_MS / 1000} s for: ${what}\n${await tell()}`)
    if (message === undefined) throw new Error(`the stream ended while waiting for: ${what}`)
    if (await holds()) return
  }
}

const describeJobs = (jobs: readonly JobView[]): string =>
  jobs
    .map((job) => `${job.jobId} ${job.kind} ${job.state}: ${job.because?.text ?? ''} ${job.error?.text ?? ''}`)
    .join('\n')

const OURS = new Set(['.patchbay-root'])

export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    // A folder in it went away meanwhile.
    if (existsSync(folder) && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (entries === undefined) return filesBelow(folder)
  return entries
    .filter((entry) => entry.isFile() && !OURS.has(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}
