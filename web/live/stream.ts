import { openEventSource, openSocket, type Channel, type StreamMessage } from './channel.ts'

interface StreamPorts {
  url: string
  /** The same stream as a WebSocket, where there is one: it is taken first. */
  socketUrl?: string
  /** Names of the messages to listen for. */
  names: readonly string[]
  onMessage: (message: StreamMessage) => void
  onOpen: () => void
  /** @param nextTryMs when it tries again, epoch ms */
  onLost: (nextTryMs: number) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 15_000
/** The server sends something at least every 15 s. */
const SILENCE_MS = 40_000

/** Listens to the server's events and resumes by the last place that was heard. @returns the call that ends it */
export function openStream(ports: StreamPorts): () => void {
  let channel: Channel | undefined
  let lastId = ''
  let tries = 0
  let retryTimer = 0
  let silenceTimer = 0
  let hasSocketOpened = false

  const heard = () => {
    window.clearTimeout(silenceTimer)
    silenceTimer = window.setTimeout(lost, SILENCE_MS)
  }
  const connect = () => {
    // A proxy may let no WebSocket through: until one has opened, every second try does without.
    const socketUrl = hasSocketOpened || tries % 2 === 0 ? ports.socketUrl : undefined
    const isBySocket = socketUrl !== undefined
    const url = new URL(socketUrl ?? ports.url)
    if (lastId !== '') url.searchParams.set('since', lastId)
    const listener = {
      onOpen: () => {
        tries = 0
        hasSocketOpened ||= isBySocket
        heard()
        ports.onOpen()
      },
      onLost: lost,
      onMessage: (message: StreamMessage) => {
        heard()
        if (message.id !== '') lastId = message.id
        ports.onMessage(message)
      },
    }
    channel = isBySocket ? openSocket(url, listener) : openEventSource(url, ports.names, listener)
  }
  const lost = () => {
    channel?.close()
    window.clearTimeout(silenceTimer)
    window.clearTimeout(retryTimer)
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
    tries += 1
    retryTimer = window.setTimeout(connect, waitMs)
    ports.onLost(Date.now() + waitMs)
  }
  const now = () => {
    if (channel?.isOpen()) return
    window.clearTimeout(retryTimer)
    channel?.close()
    connect()
  }
  window.addEventListener('online', now)
  connect()
  return () => {
    window.removeEventListener('online', now)
    window.clearTimeout(retryTimer)
    window.clearTimeout(silenceTimer)
    channel?.close()
  }
}
