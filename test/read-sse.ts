export interface SseMessage {
  event: string
  id: string | undefined
  data: Record<string, unknown>
}

export interface SseReader extends AsyncDisposable {
  status: number
  /** The next message; undefined when the stream has ended. */
  next(): Promise<SseMessage | undefined>
}

/** Reads a stream of Server-Sent Events message by message. */
export async function openSseReader(url: URL | string, headers: Record<string, string> = {}): Promise<SseReader> {
  const stop = new AbortController()
  const reply = await fetch(url, { headers, signal: stop.signal })
  const chunks = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (): Promise<SseMessage | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        if (block.startsWith(':')) continue
        return parse(block)
      }
      const chunk = await chunks?.read().catch(() => undefined)
      if (chunk?.value === undefined) return undefined
      text += chunk.value
    }
  }
  return {
    status: reply.status,
    next: read,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await chunks?.cancel().catch(() => undefined)
    },
  }
}

function parse(block: string): SseMessage {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  return { event: fields.get('event') ?? '', id: fields.get('id'), data: JSON.parse(fields.get('data') ?? '{}') }
}
