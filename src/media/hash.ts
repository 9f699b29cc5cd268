import type { Worker } from 'node:worker_threads'
import { InvariantError } from '../kernel/errors.ts'
import { leaveThread, takeThread } from '../kernel/threads.ts'
import type { FileIdentity } from './file-identity.ts'
import type { ExactPath } from './folder-listing.ts'

export interface FileToRead {
  path: ExactPath
  /** The state in which the caller saw the file; any other is `changed`. */
  expected: FileIdentity | undefined
}

export interface HashRequest {
  files: readonly FileToRead[]
  bytesPerSecond: number | undefined
}

/** Memory that a thread shares with its pool. */
export interface HashControl {
  /** [0] set to 1: leave the file that is being read. */
  flags: Int32Array
  /** [0]: bytes of the files that are read. */
  bytes: BigInt64Array
}

/** `changed`: it was written, replaced or cut while it was read, or was no longer as expected. `refused`: the system's error name. */
export type HashOutcome =
  | { kind: 'hashed'; sha256: string; identity: FileIdentity }
  | { kind: 'changed' }
  | { kind: 'refused'; errno: string }

export type HashAnswer = HashOutcome | { kind: 'stopped' }

export interface HashOptions {
  signal?: AbortSignal
  /** Bytes read so far, at most ten times a second. */
  onProgress?: (bytes: number) => void
  /** The state in which the caller saw the file; any other is `changed`. */
  expected?: FileIdentity
  /** Reads no faster, so that others have the disk. */
  bytesPerSecond?: number | undefined
}

export interface HashPool extends AsyncDisposable {
  /** Files that are read at once. */
  readonly threads: number
  /**
   * sha256 in hexadecimal of a regular file, in a worker thread; a symlink is refused (`ELOOP`), never followed. Calls
   * beyond the number of threads wait in order.
   * @throws the signal's reason when aborted
   */
  hash(path: ExactPath, options?: HashOptions): Promise<HashOutcome>
  /** Several in one thread, one after the other, in their order: a message for each small file costs more than reading it. */
  hashList(files: readonly FileToRead[], options?: Omit<HashOptions, 'expected'>): Promise<HashOutcome[]>
}

const EVERY_MS = 100

interface HashThread {
  worker: Worker
  control: HashControl
}

/** Threads (default 2) are taken at their first use, and left when the pool is disposed of. */
export function createHashPool(threads = 2): HashPool {
  const idle: HashThread[] = []
  const waiting: (() => void)[] = []
  const started: HashThread[] = []
  const take = async (): Promise<HashThread> => {
    while (idle.length === 0 && started.length >= threads) await new Promise<void>((resolve) => waiting.push(resolve))
    const thread = idle.pop() ?? takeHashThread()
    if (!started.includes(thread)) started.push(thread)
    return thread
  }
  const giveBack = (thread: HashThread): void => {
    if (thread.worker.threadId === -1) started.splice(started.indexOf(thread), 1)
    else idle.push(thread)
    waiting.shift()?.()
  }
  const hashList: HashPool['hashList'] = async (files, options = {}) => {
    options.signal?.throwIfAborted()
    const thread = await take()
    try {
      return await hashIn(thread, files, options)
    } finally {
      giveBack(thread)
    }
  }
  return {
    threads,
    async hash(path, { expected, ...options } = {}) {
      const [outcome] = await hashList([{ path, expected }], options)
      if (outcome === undefined) throw new InvariantError('media/thread-ended')
      return outcome
    },
    hashList,
    async [Symbol.asyncDispose]() {
      for (const { worker } of idle) leaveThread(worker)
      await Promise.all(started.flatMap((thread) => (idle.includes(thread) ? [] : thread.worker.terminate())))
    },
  }
}

function takeHashThread(): HashThread {
  const control: HashControl = {
    flags: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new BigInt64Array(new SharedArrayBuffer(8)),
  }
  const worker = takeThread(new URL('./hash-thread.ts', import.meta.url), control)
  worker.unref()
  return { worker, control }
}

async function hashIn(
  thread: HashThread,
  files: readonly FileToRead[],
  { signal, onProgress, bytesPerSecond }: HashOptions,
): Promise<HashOutcome[]> {
  signal?.throwIfAborted()
  const { control } = thread
  Atomics.store(control.flags, 0, 0)
  Atomics.store(control.bytes, 0, 0n)
  const stop = (): void => {
    Atomics.store(control.flags, 0, 1)
    Atomics.notify(control.flags, 0)
  }
  signal?.addEventListener('abort', stop, { once: true })
  const timer = onProgress && setInterval(() => onProgress(Number(Atomics.load(control.bytes, 0))), EVERY_MS)
  try {
    const answers = await ask(thread.worker, { files, bytesPerSecond })
    const outcomes = answers.filter((answer) => answer.kind !== 'stopped')
    if (outcomes.length < files.length) throw signal?.reason ?? new InvariantError('media/thread-ended')
    onProgress?.(Number(Atomics.load(control.bytes, 0)))
    return outcomes
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Answers when the thread does; fails when it ends instead. */
async function ask(worker: Worker, request: HashRequest): Promise<HashAnswer[]> {
  worker.ref()
  try {
    return await new Promise<HashAnswer[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new InvariantError('media/thread-ended')))
      worker.postMessage(request)
    })
  } finally {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
    worker.unref()
  }
}
