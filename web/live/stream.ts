/** One message of the server's stream: its name, its data, and the place in the log that it carries. */
export interface StreamMessage {
  name: string
  id: string
  data: unknown
}

interface StreamPorts {
  url: string
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
  let source: EventSource | undefined
  let lastId = ''
  let tries = 0
  let retryTimer = 0
  let silenceTimer = 0

  const heard = () => {
    window.clearTimeout(silenceTimer)
    silenceTimer = window.setTimeout(lost, SILENCE_MS)
  }
  const connect = () => {
    const url = new URL(ports.url)
    if (lastId !== '') url.searchParams.set('since', lastId)
    source = new EventSource(url)
    source.addEventListener('open', () => {
      tries = 0
      heard()
      ports.onOpen()
    })
    source.addEventListener('error', lost)
    for (const name of ports.names) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        heard()
        if (event.lastEventId !== '') lastId = event.lastEventId
        ports.onMessage({ name, id: event.lastEventId, data: JSON.parse(event.data) })
      })
    }
  }
  const lost = () => {
    source?.close()
    window.clearTimeout(silenceTimer)
    window.clearTimeout(retryTimer)
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
    tries += 1
    retryTimer = window.setTimeout(connect, waitMs)
    ports.onLost(Date.now() + waitMs)
  }
  const now = () => {
    if (source?.readyState === EventSource.OPEN) return
    window.clearTimeout(retryTimer)
    source?.close()
    connect()
  }
  window.addEventListener('online', now)
  connect()
  return () => {
    window.removeEventListener('online', now)
    window.clearTimeout(retryTimer)
    window.clearTimeout(silenceTimer)
    source?.close()
  }
}
