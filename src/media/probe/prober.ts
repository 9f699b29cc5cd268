import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { leaveThread, takeThread } from '../../kernel/threads.ts'
import type { ExactPath } from '../folder-listing.ts'
import { createTurnstile } from '../turnstile.ts'
import type { ProbeAnswer, ProbeLimits } from './model.ts'

export interface ProbeOptions {
  signal?: AbortSignal
}

/** Reads the streams of media files with MediaInfo, in worker threads and inside of WebAssembly: no program is started. */
export interface Prober extends AsyncDisposable {
  /**
   * A symbolic link is refused, never followed. Calls beyond the number of threads wait in order.
   * @param path absolute
   * @returns everything that is wrong with the file as an answer with a code
   * @throws the signal's reason when aborted
   */
  probe(path: ExactPath, options?: ProbeOptions): Promise<ProbeAnswer>
}

export interface ProberOptions {
  /** One fewer than the cores and at most 4 unless said; they start with the first call that needs them. */
  threads?: number
  limits?: Partial<ProbeLimits>
}

const LIMITS: ProbeLimits = { maxBytes: 64 * 1024 * 1024, timeoutMs: 30_000 }

interface ProbeThread {
  worker: Worker
  flags: Int32Array
}

export function createProber(options: ProberOptions = {}): Prober {
  const count = options.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1))
  const limits = { ...LIMITS, ...options.limits }
  const turnstile = createTurnstile(count)
  const idle: ProbeThread[] = []
  const all = new Set<ProbeThread>()
  const take = (): ProbeThread => {
    const known = idle.pop()
    if (known !== undefined) return known
    const thread = takeProbeThread()
    all.add(thread)
    return thread
  }
  const leave = (thread: ProbeThread): void => {
    all.delete(thread)
    // A thread that hangs in a dead share ends when that answers; nobody waits for it.
    void thread.worker.terminate()
  }
  return {
    probe: (path, { signal } = {}) =>
      turnstile.pass(async () => {
        const thread = take()
        const { answer, isThreadWell } = await ask(thread, { path, limits, signal })
        if (isThreadWell) idle.push(thread)
        else leave(thread)
        signal?.throwIfAborted()
        return answer
      }, signal),
    async [Symbol.asyncDispose]() {
      for (const { worker } of idle) leaveThread(worker)
      await Promise.all([...all].flatMap((thread) => (idle.includes(thread) ? [] : thread.worker.terminate())))
    },
  }
}

function takeProbeThread(): ProbeThread {
  const flags = new Int32Array(new SharedArrayBuffer(4))
  const worker = takeThread(new URL('./probe-thread.ts', import.meta.url), flags)
  worker.unref()
  return { worker, flags }
}

interface Question {
  path: ExactPath
  limits: ProbeLimits
  signal: AbortSignal | undefined
}

/** Answers when the thread does, when it ends, or when the time is over. */
async function ask(
  { worker, flags }: ProbeThread,
  { path, limits, signal }: Question,
): Promise<{ answer: ProbeAnswer; isThreadWell: boolean }> {
  Atomics.store(flags, 0, 0)
  const stop = (): void => void Atomics.store(flags, 0, 1)
  signal?.addEventListener('abort', stop, { once: true })
  const given = Promise.withResolvers<{ answer: ProbeAnswer; isThreadWell: boolean }>()
  const lost = (code: string): void =>
    given.resolve({ answer: { kind: 'failed', code, params: {} }, isThreadWell: false })
  const timer = setTimeout(() => lost('media/took-too-long'), limits.timeoutMs)
  worker.ref()
  worker.once('message', (answer: ProbeAnswer) => given.resolve({ answer, isThreadWell: true }))
  worker.once('error', () => lost('media/not-probed'))
  worker.once('exit', () => lost('media/not-probed'))
  worker.postMessage({ path, maxBytes: limits.maxBytes })
  try {
    return await given.promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
    worker.unref()
  }
}
