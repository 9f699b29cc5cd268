import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { InvariantError } from '../../../kernel/errors.ts'
import { leaveThread, takeThread } from '../../../kernel/threads.ts'
import { createTurnstile } from '../../../media/turnstile.ts'
import type { PlaceAnswer } from '../reading/model.ts'
import type { ReadRequest } from '../reading/read-places.ts'
import type { Place, TreeProblem, TreeRules } from '../tree/model.ts'

interface TreeQuestion {
  rootPath: string
  rules: TreeRules
}

export type ScanRequest =
  | ({ kind: 'top' } & TreeQuestion)
  | ({ kind: 'walk'; folders: readonly string[] } & TreeQuestion)
  | ({ kind: 'read' } & ReadRequest)

export type ScanReply =
  | { kind: 'top'; folders: string[]; problems: TreeProblem[] }
  | { kind: 'walk'; places: Place[]; problems: TreeProblem[] }
  | { kind: 'read'; answers: PlaceAnswer[] }

type ReplyTo<Kind extends ScanRequest['kind']> = Extract<ScanReply, { kind: Kind }>

/** Lists folders and reads what lies in them, off the event loop. */
export interface ScanThreads extends AsyncDisposable {
  /** Names of the folders directly in the root. */
  top(question: TreeQuestion, signal: AbortSignal): Promise<ReplyTo<'top'>>
  /** Places below some of them. */
  walk(question: TreeQuestion & { folders: readonly string[] }, signal: AbortSignal): Promise<ReplyTo<'walk'>>
  read(question: ReadRequest, signal: AbortSignal): Promise<PlaceAnswer[]>
}

/** @param count started with the first calls that need them, one core left for the server; calls beyond wait in order */
export function createScanThreads(count = Math.min(2, Math.max(1, availableParallelism() - 1))): ScanThreads {
  const turnstile = createTurnstile(count)
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const take = (): Worker => {
    const known = idle.pop()
    if (known !== undefined) return known
    const worker = takeThread(new URL('./scan-thread.ts', import.meta.url), undefined)
    worker.unref()
    all.add(worker)
    // Whoever waits for it hears of its end; so does the next one, when it ends between two calls.
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      all.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    })
    return worker
  }
  const ask = <Kind extends ScanRequest['kind']>(request: Extract<ScanRequest, { kind: Kind }>, signal: AbortSignal) =>
    turnstile.pass(async () => {
      const worker = take()
      try {
        const reply = await answerOf(worker, request, signal)
        idle.push(worker)
        return reply as ReplyTo<Kind>
      } catch (error) {
        // One that hangs in a dead share, or died, is not asked again.
        void worker.terminate()
        throw error
      }
    }, signal)
  return {
    top: (question, signal) => ask<'top'>({ kind: 'top', ...question }, signal),
    walk: (question, signal) => ask<'walk'>({ kind: 'walk', ...question }, signal),
    read: async (question, signal) => (await ask<'read'>({ kind: 'read', ...question }, signal)).answers,
    async [Symbol.asyncDispose]() {
      for (const worker of idle) leaveThread(worker)
      await Promise.all([...all].flatMap((worker) => (idle.includes(worker) ? [] : worker.terminate())))
    },
  }
}

/** @throws the signal's reason when aborted: the thread must be ended then */
function answerOf(worker: Worker, request: ScanRequest, signal: AbortSignal): Promise<ScanReply> {
  const given = Promise.withResolvers<ScanReply>()
  const lost = (cause: unknown): void => given.reject(new InvariantError('media/thread-ended', { cause }))
  const stop = (): void => given.reject(signal.reason as Error)
  worker.ref()
  worker.once('message', given.resolve)
  worker.once('error', lost)
  worker.once('exit', lost)
  signal.addEventListener('abort', stop, { once: true })
  worker.postMessage(request)
  return given.promise.finally(() => {
    signal.removeEventListener('abort', stop)
    worker.off('message', given.resolve).off('error', lost).off('exit', lost)
    worker.unref()
  })
}
