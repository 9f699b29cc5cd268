/** One message of the server's stream: its name, its data, and the place in the log that it carries. */
export interface StreamMessage {
  name: string
  id: string
  data: unknown
}

/** One connection that messages come over. */
export interface Channel {
  isOpen(): boolean
  /** Nothing is heard of it any more. */
  close(): void
}

export interface Listener {
  onOpen: () => void
  onMessage: (message: StreamMessage) => void
  onLost: () => void
}

/** Server-Sent Events. A browser has six connections for a server and all its tabs together; this takes one of them. */
export function openEventSource(url: URL, names: readonly string[], listener: Listener): Channel {
  const source = new EventSource(url)
  source.addEventListener('open', listener.onOpen)
  source.addEventListener('error', listener.onLost)
  for (const name of names) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      listener.onMessage({ name, id: event.lastEventId, data: JSON.parse(event.data) })
    })
  }
  return { isOpen: () => source.readyState === EventSource.OPEN, close: () => source.close() }
}

/** What each message over the socket has: `seq` or the event's own is its place in the log. */
interface SocketData {
  type: string
  seq?: number
  event?: { seq: number }
}

/** The same over a WebSocket, which takes none of the six. */
export function openSocket(url: URL, listener: Listener): Channel {
  const socket = new WebSocket(url)
  const ears = new AbortController()
  const { signal } = ears
  socket.addEventListener('open', listener.onOpen, { signal })
  socket.addEventListener('close', listener.onLost, { signal })
  socket.addEventListener(
    'message',
    ({ data: text }: MessageEvent<string>) => {
      const { type, ...data } = JSON.parse(text) as SocketData
      listener.onMessage({ name: type, id: String(data.event?.seq ?? data.seq ?? ''), data })
    },
    { signal },
  )
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => {
      ears.abort()
      socket.close()
    },
  }
}
