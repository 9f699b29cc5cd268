import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { type HttpReply, type RawBody, withHeaders } from '../kernel/routes.ts'

/** Bytes that wait for a slow reader; more are not made until it has read. */
const MOST_WAITING_BYTES = 64 * 1024

/** A reader who takes nothing for so long is given up; it resumes when it comes back. */
const STALLED_MS = 60_000

export interface SseWriter {
  /** Resolves when there is room for the next message. @param id where a browser resumes */
  send(message: { event: string; data: unknown; id?: number }): Promise<void>
  /** Whether the reader is behind: a message now would have to wait. */
  readonly isFull: boolean
  /** Aborts when the reader has gone, or the server ends the stream. */
  readonly signal: AbortSignal
  end(error?: Error): void
}

/** Opens a stream of Server-Sent Events. */
export function openSse(clientGone: AbortSignal): { reply: HttpReply<RawBody>; writer: SseWriter } {
  const stream = new PassThrough({ highWaterMark: MOST_WAITING_BYTES })
  const closed = new AbortController()
  stream.once('close', () => closed.abort())
  // A first line sends the headers, so that the reader knows at once that it is listening.
  stream.write(': open\n\n')
  clientGone.addEventListener('abort', () => stream.destroy(), { once: true })
  const body: RawBody = { contentType: 'text/event-stream; charset=utf-8', data: stream }
  return {
    // A proxy that collects a reply before it passes it on would hold events back.
    reply: withHeaders(body, { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }),
    writer: {
      signal: closed.signal,
      get isFull() {
        return stream.writableNeedDrain
      },
      async send({ event, data, id }) {
        if (closed.signal.aborted) return
        const head = id === undefined ? '' : `id: ${id}\n`
        const hasRoom = stream.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        if (!hasRoom) await drained(stream, closed.signal)
      },
      end: (error) => void (error === undefined ? stream.end() : stream.destroy(error)),
    },
  }
}

async function drained(stream: PassThrough, signal: AbortSignal): Promise<void> {
  const stalled = AbortSignal.timeout(STALLED_MS)
  try {
    await once(stream, 'drain', { signal: AbortSignal.any([signal, stalled]) })
  } catch (error) {
    if (stalled.aborted) stream.destroy()
    else if (!signal.aborted) throw error
  }
}
