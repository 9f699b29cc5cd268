import type { Worker } from 'node:worker_threads'
import { InvariantError } from '../kernel/errors.ts'
import { leaveThread, startThread, takeThread } from '../kernel/threads.ts'
import type { Replies, Request } from './disk/messages.ts'
import type { Answer, Envelope, WorkerStart } from './disk/worker.ts'

export interface MoversOptions {
  /** Threads; the first does all but the copying. */
  threads?: number
  /** Module that exports `filePort`; the fault harness brings its own. */
  portUrl?: URL
}

interface Waiting {
  resolve(reply: Replies[Request['call']]): void
  reject(error: Error): void
}

/** One thread that does file work, one request after the other. Started by the first request, unreferenced while idle. */
class Mover {
  readonly #start: WorkerStart
  #worker: Worker | undefined
  #number = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(start: WorkerStart) {
    this.#start = start
  }

  get load(): number {
    return this.#waiting.size
  }

  call<Call extends Request['call']>(
    request: Extract<Request, { call: Call }>,
    brake: SharedArrayBuffer,
  ): Promise<Replies[Call]> {
    const worker = this.#open()
    const number = ++this.#number
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve: resolve as Waiting['resolve'], reject })
      worker.ref()
      worker.postMessage({ number, request, brake } satisfies Envelope)
    })
  }

  #open(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const open = this.#start.isOurs ? takeThread : startThread
    const worker = open(new URL('./disk/worker.ts', import.meta.url), this.#start)
    worker.on('message', (answer: Answer) => this.#answer(answer))
    worker.on('error', (error) => this.#fail(error as Error))
    worker.on('exit', (code) => this.#fail(new InvariantError('transfer/mover-stopped', { params: { code } })))
    this.#worker = worker
    return worker
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.number)
    this.#waiting.delete(answer.number)
    if (this.#waiting.size === 0) this.#worker?.unref()
    if ('error' in answer) waiting?.reject(answer.error)
    else waiting?.resolve(answer.reply)
  }

  #fail(error: Error): void {
    this.#worker = undefined
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    if (this.load > 0 || !this.#start.isOurs) return void (await worker.terminate())
    this.#worker = undefined
    leaveThread(worker)
  }
}

/** The threads in which files are linked, copied, hashed and compared, so that the event loop never waits for a disk. */
export class Movers {
  readonly #movers: Mover[]

  constructor(options: MoversOptions = {}) {
    const portUrl = (options.portUrl ?? new URL('./file-port.ts', import.meta.url)).href
    const start = { portUrl, isOurs: options.portUrl === undefined }
    this.#movers = Array.from({ length: options.threads ?? 2 }, () => new Mover(start))
  }

  get threads(): number {
    return this.#movers.length
  }

  /** Copies and clearing up go to the thread with the least to do, all else to the first: it alone gives names, so it knows them. */
  call<Call extends Request['call']>(
    request: Extract<Request, { call: Call }>,
    brake: SharedArrayBuffer,
  ): Promise<Replies[Call]> {
    const candidates =
      request.call === 'copy' || request.call === 'settle'
        ? this.#movers.toReversed().toSorted((a, b) => a.load - b.load)
        : this.#movers
    const mover = candidates[0]
    if (mover === undefined) throw new InvariantError('transfer/no-movers')
    return mover.call(request, brake)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const mover of this.#movers) await mover[Symbol.asyncDispose]()
  }
}
