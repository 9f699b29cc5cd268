import { type AskedFile, MOST_HASHES, type WhereView } from '../../../src/archive/where/contract.ts'
import type { FoundFile, Listing } from './list-dropped.ts'
import type { FileReading, Reading } from './read-file.ts'
import type { AskedRow, Trouble } from './verdict.ts'

export type Wanted = 'archive' | 'peer'

export interface CheckDeps {
  ask(files: readonly AskedFile[]): Promise<{ answers: readonly WhereView[]; wants: readonly Wanted[] }>
  openReading(): FileReading
  readers: number
  /** Epoch ms that never go back. */
  now(): number
}

export interface CheckView {
  phase: 'empty' | 'running' | 'stopped' | 'done'
  rows: readonly AskedRow[]
  systemFiles: number
  wants: readonly Wanted[]
  readBytes: number
  totalBytes: number
  /** Null until it is steady. */
  bytesPerSecond: number | null
  /** What is read now. */
  at: string | null
  /** Why the last question was not answered. */
  error: Error | null
  /** What is said is of this moment, epoch ms. */
  doneAt: number | null
}

/** Reads files and asks for each where its bytes are; goes on where it was stopped. */
export interface Check {
  view(): CheckView
  subscribe(listener: () => void): () => void
  /** In place of what was there. */
  start(listing: Listing): void
  stop(): void
  goOn(): void
  /** Asks anew for all, and reads again what could not be read. */
  again(): void
}

const TELL_MS = 200
const STEADY_MS = 5000
const SPAN_MS = 20_000
const SAMPLE_MS = 250

interface Row extends AskedRow {
  file: File | null
}

const EMPTY: CheckView = {
  phase: 'empty',
  rows: [],
  systemFiles: 0,
  wants: [],
  readBytes: 0,
  totalBytes: 0,
  bytesPerSecond: null,
  at: null,
  error: null,
  doneAt: null,
}

export function createCheck(deps: CheckDeps): Check {
  const board = createBoard()
  let stopping = new AbortController()
  const run = (): void => {
    stopping = new AbortController()
    void answerAll(deps, board, stopping.signal)
  }
  return {
    view: board.view,
    subscribe: board.subscribe,
    start({ files, systemFiles }) {
      stopping.abort()
      board.fill(files.map(rowOf), systemFiles)
      run()
    },
    stop() {
      stopping.abort()
      if (board.view().phase === 'running') board.tell({ phase: 'stopped', at: null })
    },
    goOn: run,
    again() {
      board.change((row) => ({ ...row, where: null, trouble: row.file === null ? row.trouble : null }))
      run()
    },
  }
}

const rowOf = ({ path, size, file }: FoundFile, key: number): Row => ({
  key,
  path,
  size,
  file,
  sha256: null,
  where: null,
  trouble: file === null ? 'unreadable' : null,
  reason: null,
})

type Board = ReturnType<typeof createBoard>

/** What the page sees: told at once when it matters, else a few times a second. */
function createBoard() {
  const listeners = new Set<() => void>()
  let rows: Row[] = []
  let shown = EMPTY
  let facts: Omit<CheckView, 'rows'> = EMPTY
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = (change: Partial<CheckView> = {}): void => {
    facts = { ...facts, ...change }
    clearTimeout(timer)
    timer = undefined
    shown = { ...facts, rows: [...rows] }
    for (const listener of listeners) listener()
  }
  return {
    view: () => shown,
    rows: (): readonly Row[] => rows,
    readBytes: () => facts.readBytes,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    fill(next: Row[], systemFiles: number): void {
      rows = next
      facts = { ...EMPTY, systemFiles }
    },
    change: (to: (row: Row) => Row): void => void (rows = rows.map(to)),
    set(key: number, change: Partial<Row>): void {
      const row = rows[key]
      if (row !== undefined) rows[key] = { ...row, ...change }
    },
    tell,
    tellSoon(change: Partial<CheckView> = {}): void {
      facts = { ...facts, ...change }
      timer ??= setTimeout(tell, TELL_MS)
    },
  }
}

/** Reads what was not read yet, and asks for all that has no answer. */
async function answerAll(deps: CheckDeps, board: Board, signal: AbortSignal): Promise<void> {
  const toRead = board.rows().filter(({ sha256, file }) => sha256 === null && file !== null)
  const rate = rateOf(deps.now)
  const totalBytes = toRead.reduce((sum, { size }) => sum + size, 0)
  board.tell({ phase: 'running', readBytes: 0, totalBytes, bytesPerSecond: null, error: null, doneAt: null })
  const asking = askInTurn(deps, board, signal)
  for (const { key, sha256, where } of board.rows()) if (sha256 !== null && where === null) asking.add({ key, sha256 })
  await readAll(toRead, {
    deps,
    signal,
    onFile: (at) => board.tellSoon({ at }),
    onBytes(bytes) {
      const readBytes = board.readBytes() + bytes
      board.tellSoon({ readBytes, bytesPerSecond: rate(readBytes) })
    },
    onRead({ key }, reading) {
      board.set(key, outcomeOf(reading))
      if (reading.kind === 'hashed') asking.add({ key, sha256: reading.sha256 })
    },
  })
  await asking.settled()
  if (!signal.aborted) board.tell({ phase: 'done', at: null, doneAt: deps.now() })
}

interface Hashed {
  key: number
  sha256: string
}

/** One question at a time, each with all that was read meanwhile. */
function askInTurn(deps: Pick<CheckDeps, 'ask'>, board: Board, signal: AbortSignal) {
  const waiting: Hashed[] = []
  let turn: Promise<void> | undefined
  const askAll = async (): Promise<void> => {
    while (waiting.length > 0 && !signal.aborted) await ask(waiting.splice(0, MOST_HASHES))
  }
  const ask = async (asked: readonly Hashed[]): Promise<void> => {
    try {
      const { answers, wants } = await deps.ask(asked.map(({ sha256 }) => ({ sha256 })))
      if (signal.aborted) return
      for (const [index, { key }] of asked.entries()) board.set(key, { where: answers[index] ?? null, trouble: null })
      board.tellSoon({ wants })
    } catch (error) {
      if (signal.aborted) return
      for (const { key } of asked) board.set(key, { trouble: 'not-asked' })
      board.tellSoon({ error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return {
    add(hashed: Hashed): void {
      waiting.push(hashed)
      turn ??= askAll().finally(() => (turn = undefined))
    },
    settled: async () => turn,
  }
}

const TROUBLES: Partial<Record<Reading['kind'], Trouble>> = {
  changed: 'changed',
  failed: 'unreadable',
  'not-loaded': 'not-loaded',
}

const outcomeOf = (reading: Reading): Partial<Row> =>
  reading.kind === 'hashed' ? { sha256: reading.sha256, trouble: null } : { trouble: TROUBLES[reading.kind] ?? null }

interface ReadAll {
  deps: Pick<CheckDeps, 'openReading' | 'readers'>
  signal: AbortSignal
  onBytes: (bytes: number) => void
  onRead: (row: Row, reading: Reading) => void
  onFile: (path: string) => void
}

async function readAll(rows: readonly Row[], { deps, signal, onBytes, onRead, onFile }: ReadAll): Promise<void> {
  const next = rows.values()
  const readInTurn = async (): Promise<void> => {
    const reading = deps.openReading()
    signal.addEventListener('abort', () => reading.close(), { once: true })
    for (const row of next) {
      if (signal.aborted || row.file === null) break
      onFile(row.path)
      const told = await reading.read(row.file, (bytes) => {
        if (!signal.aborted) onBytes(bytes)
      })
      if (signal.aborted) break
      onRead(row, told)
    }
    reading.close()
  }
  await Promise.all(Array.from({ length: Math.min(deps.readers, rows.length) }, readInTurn))
}

/** Of the last 20 s; null in the first 5. */
function rateOf(now: () => number): (bytes: number) => number | null {
  const startedAt = now()
  const samples = [{ at: startedAt, bytes: 0 }]
  return (bytes) => {
    const at = now()
    if (at - (samples.at(-1)?.at ?? 0) >= SAMPLE_MS) samples.push({ at, bytes })
    while ((samples[1]?.at ?? at) < at - SPAN_MS) samples.shift()
    const [first] = samples
    if (first === undefined || at - startedAt < STEADY_MS) return null
    return ((bytes - first.bytes) / (at - first.at)) * 1000
  }
}
