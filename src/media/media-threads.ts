import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { InvariantError, type Params } from '../kernel/errors.ts'
import { leaveThread, takeThread } from '../kernel/threads.ts'
import type { AssetDateFinding, AssetFile } from './capture-date/asset-date.ts'
import type { DateContext } from './capture-date/read.ts'
import type { MediaCheck } from './completeness.ts'
import type { PreviewFinding } from './embedded-preview.ts'

/** One file or asset's answer. A file that can't be read fails alone; its words are `error.<code>`. */
export type MediaAnswer<T> = { kind: 'read'; found: T } | { kind: 'failed'; code: string; params: Params }

export type MediaRequest =
  | { kind: 'dates'; assets: readonly (readonly AssetFile[])[]; context: DateContext }
  | { kind: 'check' | 'preview'; paths: readonly (string | Uint8Array)[] }
export type MediaReply = { answers: MediaAnswer<unknown>[] }

/** Reads dates and checks files in worker threads, so that the event loop stays free. */
export interface MediaThreads extends AsyncDisposable {
  /**
   * Capture dates of assets, in the order asked.
   * @param assets the members of each, the primary first; a single file is an asset of one
   * @throws the signal's reason when aborted
   */
  readCaptureDates(
    assets: readonly (readonly AssetFile[])[],
    options?: { context?: DateContext; signal?: AbortSignal },
  ): Promise<MediaAnswer<AssetDateFinding>[]>
  /** Type and completeness of files, in the order asked. */
  checkMedia(
    paths: readonly (string | Uint8Array)[],
    options?: { signal?: AbortSignal },
  ): Promise<MediaAnswer<MediaCheck>[]>
  /** The JPEG inside of one picture or RAW file that may stand for it. */
  findPreview(path: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<MediaAnswer<PreviewFinding>>
}

const BATCH_FILES = 64

/** Threads start with the first call and stay until disposed. @param count 1 or more; default: one fewer than the cores, at most 4 */
export function openMediaThreads(count = Math.min(4, Math.max(1, availableParallelism() - 1))): MediaThreads {
  const threads = Array.from({ length: count }, () => lazyThread())
  let turn = 0
  const ask = async <T>(
    total: number,
    request: (from: number, to: number) => MediaRequest,
    signal?: AbortSignal,
  ): Promise<MediaAnswer<T>[]> => {
    const answers: MediaAnswer<T>[] = []
    let next = 0
    const drain = async (thread: AskableThread): Promise<void> => {
      while (next < total) {
        signal?.throwIfAborted()
        const from = next
        next = Math.min(total, from + BATCH_FILES)
        const reply = await thread.ask(request(from, next))
        reply.answers.forEach((answer, i) => (answers[from + i] = answer as MediaAnswer<T>))
      }
    }
    await Promise.all(threads.slice(0, Math.ceil(total / BATCH_FILES)).map(drain))
    return answers
  }
  return {
    readCaptureDates: (assets, { context = {}, signal } = {}) =>
      ask(assets.length, (from, to) => ({ kind: 'dates', assets: assets.slice(from, to), context }), signal),
    checkMedia: (paths, { signal } = {}) =>
      ask(paths.length, (from, to) => ({ kind: 'check', paths: paths.slice(from, to) }), signal),
    async findPreview(path, { signal } = {}) {
      signal?.throwIfAborted()
      const thread = threads[turn++ % count] as AskableThread
      const { answers } = await thread.ask({ kind: 'preview', paths: [path] })
      return answers[0] as MediaAnswer<PreviewFinding>
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.end()))
    },
  }
}

interface AskableThread {
  /** Calls that come meanwhile wait their turn. */
  ask(request: MediaRequest): Promise<MediaReply>
  end(): Promise<void>
}

/** A thread that died fails the call that it was at; the next call starts a new one. */
function lazyThread(): AskableThread {
  let worker: Worker | undefined
  let waiting: { resolve: (reply: MediaReply) => void; reject: (error: unknown) => void } | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const lost = (cause: unknown): void => {
    worker = undefined
    waiting?.reject(new InvariantError('media/thread-ended', { cause }))
  }
  const start = (): Worker => {
    const started = takeThread(new URL('./media-thread.ts', import.meta.url), undefined)
    started.on('message', (reply: MediaReply) => waiting?.resolve(reply))
    started.on('error', lost)
    started.on('exit', lost)
    return started
  }
  const askNow = async (request: MediaRequest): Promise<MediaReply> => {
    const asked = (worker ??= start())
    asked.ref()
    try {
      return await new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        asked.postMessage(request)
      })
    } finally {
      asked.unref()
    }
  }
  return {
    ask(request) {
      const answer = turn.then(() => askNow(request))
      // Who asked hears why it failed; the next request comes anyway.
      turn = answer.catch(() => undefined)
      return answer
    },
    async end() {
      await turn
      if (worker !== undefined) leaveThread(worker)
      worker = undefined
    },
  }
}
