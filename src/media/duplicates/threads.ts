import { InvariantError } from '../../kernel/errors.ts'
import { leaveThread, takeThread } from '../../kernel/threads.ts'
import type { Control, Reply, Request } from './protocol.ts'

export interface Threads extends Disposable {
  readonly count: number
  /** A thread answers its requests one after the other. */
  ask(thread: number, request: Request): Promise<Reply>
  askAll(request: Request): Promise<Reply[]>
}

/** The worker threads of one search. */
export function openThreads(count: number, control: Control): Threads {
  const workers = Array.from({ length: count }, () => takeWorker(control))
  const ask: Threads['ask'] = (thread, request) => (workers[thread] as AskableWorker).ask(request)
  return {
    count,
    ask,
    askAll: (request) => Promise.all(workers.map((worker) => worker.ask(request))),
    [Symbol.dispose]() {
      for (const worker of workers) worker.leave()
    },
  }
}

interface AskableWorker {
  ask(request: Request): Promise<Reply>
  leave(): void
}

function takeWorker(control: Control): AskableWorker {
  const worker = takeThread(new URL('./duplicates-thread.ts', import.meta.url), control)
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
    leave() {
      // Nobody waits until one is gone that was stopped: it only reads.
      if (waiting.length > 0) void worker.terminate()
      else leaveThread(worker)
    },
  }
}
