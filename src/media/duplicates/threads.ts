import { InvariantError } from '../../kernel/errors.ts'
import { startThread } from '../start-thread.ts'
import type { Control, Reply, Request } from './protocol.ts'

export interface Threads extends Disposable {
  readonly count: number
  /** A thread answers its requests one after the other. */
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
    // Nobody waits until they are gone: they only read, and freeing what they held takes a while.
    [Symbol.dispose]() {
      for (const worker of workers) void worker.terminate()
    },
  }
}

interface AskableWorker {
  ask(request: Request): Promise<Reply>
  terminate(): Promise<unknown>
}

function startWorker(control: Control): AskableWorker {
  const worker = startThread(new URL('./duplicates-thread.ts', import.meta.url), control)
  const waiting: PromiseWithResolvers<Reply>[] = []
  let failure: unknown
  const fail = (error: unknown): void => {
    failure ??= error
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  worker.on('message', (reply: Reply) => {
    const asked = waiting.shift()
    if (reply.error === undefined) asked?.resolve(reply)
    else asked?.reject(reply.error)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new InvariantError('media/thread-ended')))
  return {
    ask(request) {
      if (failure !== undefined) return Promise.reject(failure)
      const asked = Promise.withResolvers<Reply>()
      waiting.push(asked)
      worker.postMessage(request)
      return asked.promise
    },
    terminate: () => worker.terminate(),
  }
}
