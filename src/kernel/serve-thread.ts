import { parentPort, workerData } from 'node:worker_threads'

/** Tells a thread that it was taken by another, or left. */
export type Turn = { threadTurn: 'begin'; data: unknown } | { threadTurn: 'end' }

const isTurn = (message: unknown): message is Turn =>
  typeof message === 'object' && message !== null && 'threadTurn' in message

export interface Service<Request> {
  /** What it throws ends the thread. */
  answer(request: Request): void
  /** Lets go of what outlives it, such as open files. */
  end?(): void
}

/**
 * What a worker thread of `takeThread` does with its requests, which come in their order.
 * @param begin called for each caller, with its data
 */
export function serveThread<Data, Request>(begin: (data: Data) => Service<Request> | Promise<Service<Request>>): void {
  const begun = async (data: unknown): Promise<Service<Request>> => begin(data as Data)
  let service: Promise<Service<Request> | undefined> = begun(workerData)
  parentPort?.on('message', (message: Request | Turn) => {
    service = service.then((now) => {
      if (!isTurn(message)) now?.answer(message)
      else if (message.threadTurn === 'begin') return begun(message.data)
      else now?.end?.()
      return isTurn(message) ? undefined : now
    })
  })
}
