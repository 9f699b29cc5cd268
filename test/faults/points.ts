import { setTimeout as wait } from 'node:timers/promises'

/**
 * Where a life ends: when the request was read, when it was carried out and not answered, or right after its answer left.
 */
export interface Point {
  /** Requests before it. */
  skip: number
  point: 'request' | 'answer' | 'answered'
}

export interface Hang {
  kind: 'hang'
  skip: number
  times: 1
  point: 'request' | 'answer'
}

/** The other side of a server. */
export interface Outside {
  /** Since they were cleared, oldest first. */
  requests(): readonly { status?: number | undefined }[]
  clear(): void
  hang(fault: Hang): void
}

/** Around a request, then around the next one. */
export function nextPoint({ skip, point }: Point): Point {
  if (point === 'request') return { skip, point: 'answer' }
  if (point === 'answer') return { skip, point: 'answered' }
  return { skip: skip + 1, point: 'request' }
}

/** A request that has had no answer for this long hangs. */
const HANGS_MS = 60
const PATIENCE_MS = 180_000
const LOOK_MS = 50

/**
 * Begins the work and waits until it has come to a point.
 * @param begin @returns whether the work came to its end
 * @returns false when it came to its end before @throws Error when neither happens
 */
export async function bringTo(
  outside: Outside,
  { skip, point }: Point,
  begin: () => Promise<() => boolean | Promise<boolean>>,
): Promise<boolean> {
  outside.clear()
  if (point !== 'answered') outside.hang({ kind: 'hang', skip, times: 1, point })
  const isWorkOver = await begin()
  let seenAt: number | undefined
  const isThere = (): boolean => {
    const request = outside.requests()[skip]
    if (request === undefined) return false
    if (point === 'answered') return request.status !== undefined
    seenAt ??= performance.now()
    return request.status === undefined && performance.now() - seenAt > HANGS_MS
  }
  const until = performance.now() + PATIENCE_MS
  let lookAt = 0
  while (performance.now() < until) {
    if (isThere()) return true
    if (performance.now() >= lookAt) {
      if (await isWorkOver()) return isThere()
      lookAt = performance.now() + LOOK_MS
    }
    await wait(1)
  }
  throw new Error(`neither at request ${skip} (${point}) nor over`)
}
