import { z } from 'zod'
import { instant } from '../kernel/contract.ts'
import { decimal } from '../kernel/ids.ts'
import { InvalidInputError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type BoundRoute, type BoundSocket, bindRoutes, type Call } from '../kernel/routes.ts'
import { eventRoutes, SocketRequest, type StreamMessage } from './contract.ts'
import { follow, type FollowDeps } from './follow.ts'
import { openSse, type SseWriter } from './sse.ts'
import type { Tickets } from './tickets.ts'
import { toEventView } from './views.ts'

export interface EventRouteDeps {
  events: FollowDeps
  tickets: Tickets
  log: Log
}

const Seq = decimal(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER))

export function eventRoutesOf({ events, tickets, log }: EventRouteDeps): BoundRoute[] {
  return bindRoutes(eventRoutes, {
    list: async ({ query: { cursor, limit, runId, subject, kind } }) => {
      const before = decodeCursor(cursor)
      const rows = await events.log.readBefore({ before, runId, subject, kindPrefix: kind, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ seq }) => seq)
      return { items: page.items.map(toEventView), nextCursor: page.nextCursor }
    },
    stream: async ({ query, request, signal }) => {
      const since = placeOf(request.header('last-event-id')) ?? query.since
      const { reply, writer } = openSse(signal)
      const send = (message: StreamMessage): Promise<void> => sendSse(writer, message)
      const { isStillAllowed } = request
      follow(events, { since, send, signal: writer.signal, isStillAllowed }).done.then(
        () => writer.end(),
        (error: Error) => {
          if (!writer.signal.aborted) log.error({ err: error }, 'The stream of events broke off')
          writer.end(error)
        },
      )
      return reply
    },
    makeTicket: async ({ actor, request }) => {
      const { ticket, expiresAt } = tickets.make({ actor, isStillAllowed: request.isStillAllowed })
      return { ticket, expiresAt: instant(expiresAt) }
    },
    socket: async () => {
      throw new InvalidInputError('live/upgrade-needed')
    },
  })
}

/** @throws InvalidInputError when the header is no sequence number */
function placeOf(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined
  const parsed = Seq.safeParse(lastEventId)
  if (!parsed.success) throw new InvalidInputError('live/bad-last-event-id')
  return parsed.data
}

function sendSse(writer: SseWriter, message: StreamMessage): Promise<void> {
  const { type, ...data } = message
  const id = message.type === 'event' ? message.event.seq : 'seq' in message ? message.seq : undefined
  return writer.send({ event: type, data, ...(id === undefined ? {} : { id }) })
}

/** Bytes that may wait in a socket; a reader who is that far behind is waited for. */
const MOST_WAITING_BYTES = 256 * 1024
const POLICY = 1008
const GOING_AWAY = 1001

export function eventSocketOf({ events, tickets }: EventRouteDeps): BoundSocket {
  return {
    operationId: 'events.socket',
    redeem: (ticket) => tickets.redeem(ticket),
    async open(socket, call) {
      const { since } = (call as unknown as Call<(typeof eventRoutes)['routes']['socket']>).query
      const send = async (message: StreamMessage): Promise<void> => {
        const sent = socket.send(JSON.stringify(message))
        if (socket.bufferedBytes > MOST_WAITING_BYTES) await sent
      }
      const { isStillAllowed } = call.request
      const following = follow(events, { since, send, signal: socket.signal, isStillAllowed })
      socket.onMessage((text) => {
        const asked = parseRequest(text)
        if (asked === undefined) socket.close(POLICY, 'not a request that this socket knows')
        else following.resume(asked.since)
      })
      await following.done
      socket.close(GOING_AWAY, 'end')
    },
  }
}

function parseRequest(text: string): SocketRequest | undefined {
  try {
    return SocketRequest.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // not JSON: the caller closes the socket and says so
  }
}
