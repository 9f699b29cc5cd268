import type { FakeLibreTime } from '../fake-server.ts'

export interface Answered {
  status: number
  type: string
  headers: Headers
  text: string
  bytes: Buffer
  json: Record<string, unknown>
}

export interface CallOptions {
  body?: unknown
  raw?: FormData | Buffer
  headers?: Record<string, string>
  signal?: AbortSignal
}

async function answered(response: Response): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString('utf8')
  const json = /^[[{]/.test(text) ? (JSON.parse(text) as Answered['json']) : {}
  const { status, headers } = response
  return { status, headers, type: headers.get('content-type') ?? '', text, bytes, json }
}

/** One request with the form of the key that the path wants; for tests of the double itself. */
export async function call(fake: FakeLibreTime, line: string, options: CallOptions = {}): Promise<Answered> {
  const [method = '', path = ''] = line.split(' ')
  const basic = `Basic ${Buffer.from(`${fake.key}:`).toString('base64')}`
  const key = path.startsWith('/rest/') ? basic : `Api-Key ${fake.key}`
  const isJson = options.body !== undefined
  const headers = {
    authorization: key,
    ...(isJson ? { 'content-type': 'application/json' } : {}),
    ...options.headers,
  }
  const body = isJson ? JSON.stringify(options.body) : options.raw
  const init: RequestInit = { method, headers }
  if (body !== undefined) init.body = body as BodyInit
  if (options.signal !== undefined) init.signal = options.signal
  return answered(await fetch(fake.url + path, init))
}

/** A list, by whatever path. */
export async function list(fake: FakeLibreTime, path: string): Promise<Record<string, unknown>[]> {
  const { json } = await call(fake, `GET ${path}`)
  return json as unknown as Record<string, unknown>[]
}

export async function upload(
  fake: FakeLibreTime,
  file: { name: string; bytes: Buffer },
  options: CallOptions & { fields?: Record<string, string> } = {},
): Promise<Answered> {
  const form = new FormData()
  for (const [name, value] of Object.entries(options.fields ?? {})) form.set(name, value)
  form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  return call(fake, 'POST /rest/media', { ...options, raw: form })
}

/** A row as a careful client posts it. */
export function scheduleBody(values: { instance: number; file: number | null; from: string; to: string }): object {
  const { instance, file, from, to } = values
  return {
    instance,
    file,
    starts_at: from,
    ends_at: to,
    length: '00:03:00',
    cue_in: '00:00:00',
    cue_out: '00:03:00',
    fade_in: '00:00:00',
    fade_out: '00:00:00',
    position: 0,
    broadcasted: 0,
  }
}

/** PCM of one channel at 8 kHz; another seed is another sound. */
export function wav(seconds: number, seed = 1, more: Buffer = Buffer.alloc(0)): Buffer {
  const RATE = 8000
  const samples = Math.round(RATE * seconds)
  const data = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i += 1) data.writeInt16LE(((i * seed * 37) % 4000) - 2000, i * 2)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length + more.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data, more])
}

/** Frames of 128 kbit/s at 44.1 kHz, silent, behind an ID3v2.4 tag of text frames. */
export function mp3(frames: number, tags: Record<string, string> = {}): Buffer {
  const frame = Buffer.alloc(417)
  frame.writeUInt32BE(0xff_fb_90_c0)
  return Buffer.concat([id3(tags), ...Array.from({ length: frames }, () => frame)])
}

const syncSafe = (size: number): Buffer =>
  Buffer.from([(size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127])

export function id3(tags: Record<string, string>): Buffer {
  const frames = Object.entries(tags).map(([id, text]) => {
    const body = Buffer.concat([Buffer.from([3]), Buffer.from(id === 'COMM' ? `eng\0${text}` : text, 'utf8')])
    return Buffer.concat([Buffer.from(id), syncSafe(body.length), Buffer.alloc(2), body])
  })
  if (frames.length === 0) return Buffer.alloc(0)
  const all = Buffer.concat(frames)
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0]), syncSafe(all.length), all])
}
