export interface SseMessage {
  event: string
  data: Record<string, unknown>
}

/** Server-Sent Events of a reply, one at a time, until it ends. Our server writes one `data` line of JSON each. */
export async function* readSse(response: Response): AsyncGenerator<SseMessage> {
  if (response.body === null) return
  let pending = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (pending + text).split('\n\n')
    pending = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = readBlock(block)
      if (message !== undefined) yield message
    }
  }
}

function readBlock(block: string): SseMessage | undefined {
  const of = (field: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${field}:`))
      ?.slice(field.length + 1)
      .trimStart()
  const data = of('data')
  return data === undefined
    ? undefined
    : { event: of('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> }
}
