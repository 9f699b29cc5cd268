import { InvariantError } from '../../kernel/errors.ts'
import { startThread } from '../start-thread.ts'
import type { Control, Reply, Request } from './protocol.ts'

export interface Threads extends AsyncDisposable {
  readonly count: number
  /** One request at a time for each thread. */
  ask(thread: number, request: Request): Promise<Reply>
  askAll(request: Request): Promise<Reply[]>
}

/** Starts the worker threads of one search. */
export function startThreads(count: number, control: Control): Threads {
  const workers = Array.from({ length: count }, () => startWorker(control))
  const ask: Threads['ask'] = (thread, request) => (workers[thread] as AskableWorker).ask(request)
  return {
    count,
    ask,
    askAll: (request) => Promise.all(workers.map((worker) => worker.ask(request))),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

interface AskableWorker {
  ask(request: Request): Promise<Reply>
  terminate(): Promise<unknown>
}

function startWorker(control: Control): AskableWorker {
  const worker = startThread(new URL('./duplicates-thread.ts', import.meta.url), control)
  let waiting: { resolve: (reply: Reply) => void; reject: (error: unknown) => void } | undefined
  const fail = (error: unknown): void => waiting?.reject(error)
  worker.on('message', (reply: Reply) => (reply.error === undefined ? waiting?.resolve(reply) : fail(reply.error)))
  worker.on('error', fail)
  worker.on('exit', () => fail(new InvariantError('media/thread-ended')))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        worker.postMessage(request)
      }),
    terminate: () => worker.terminate(),
  }
}
