import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { refusalIn, readJson } from './answers.ts'
import { type Answer, createEgress, type EgressRequest } from './client.ts'
import { createNames } from './names.ts'
import { mayHaveArrived } from './trouble.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const names = (addresses: Record<string, string>) =>
  createNames({
    resolver: {
      resolve4: async (host: string) => {
        if (addresses[host] === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
        return [addresses[host]]
      },
      resolve6: async () => [],
    } as never,
  })

async function codeOf(call: Promise<unknown>): Promise<{ code: string; mayHaveArrived: boolean }> {
  try {
    await call
    return { code: 'none', mayHaveArrived: true }
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    return { code: error.code, mayHaveArrived: mayHaveArrived(error) }
  }
}

const get = (url: URL, more: Partial<EgressRequest> = {}): EgressRequest => ({
  method: 'GET',
  url,
  deadlineMs: 3000,
  ...more,
})

const answer = (text: string, status = 200, headers = {}): Answer => ({
  status,
  headers,
  bytes: Buffer.from(text),
  tookMs: 1,
})

describe('the way out', () => {
  it('brings the answer whole, with its status, and does not follow a redirect', async () => {
    await using egress = createEgress()
    await using server = await serve((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end('there'),
    )
    const { status, bytes, headers } = await egress.send(get(server.url))
    assert.deepEqual([status, bytes.toString(), headers.location], [302, 'there', 'http://169.254.169.254/'])
  })

  it('gives bytes as they come, and reads a refusal whole', async () => {
    await using egress = createEgress()
    await using server = await serve((request, response) => {
      if (request.url !== '/audio') return response.writeHead(404).end('none')
      response.writeHead(206, { 'content-range': 'bytes 0-3/9' }).write('ab')
      setTimeout(() => response.end('cd'), 120)
    })
    const request = { method: 'GET', url: new URL('audio', server.url), deadlineMs: 3000 } as const
    const opened = await egress.open(request)
    assert.ok('stream' in opened)
    const chunks: Buffer[] = []
    for await (const chunk of opened.stream as AsyncIterable<Buffer>) chunks.push(chunk)
    assert.deepEqual([opened.status, Buffer.concat(chunks).toString()], [206, 'abcd'])
    const refused = await egress.open({ ...request, url: server.url })
    assert.ok('bytes' in refused)
    assert.deepEqual([refused.status, refused.bytes.toString()], [404, 'none'])
    const metadata = new URL('http://169.254.169.254/')
    assert.equal((await codeOf(egress.open({ ...request, url: metadata }))).code, 'remote/address-forbidden')
  })

  it('says that nothing left when nobody listens, the name is unknown or the address is refused', async () => {
    await using egress = createEgress({
      names: names({ 'rebound.test': '127.0.0.1', 'cloud.test': '169.254.169.254' }),
    })
    const closed = createTcp()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const cases: Record<string, string> = {
      [`http://127.0.0.1:${port}/`]: 'remote/refused',
      'http://no-such-name.invalid/': 'remote/name-unknown',
      'http://rebound.test/': 'remote/address-this-machine',
      'http://cloud.test/': 'remote/address-forbidden',
      'http://169.254.169.254/latest/meta-data': 'remote/address-forbidden',
      'http://[::ffff:169.254.1.1]/': 'remote/address-forbidden',
      'http://0.0.0.0/': 'remote/address-forbidden',
      'http://2852039166/': 'remote/address-forbidden',
    }
    for (const [url, code] of Object.entries(cases))
      assert.deepEqual(await codeOf(egress.send(get(new URL(url)))), { code, mayHaveArrived: false }, url)
  })

  it('says that it is unknown what arrived when the answer stays away or breaks off', async () => {
    await using egress = createEgress()
    await using silent = await serve(() => undefined)
    await using cutting = await serve((request) => request.socket.destroy())
    await using half = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    assert.deepEqual(await codeOf(egress.send(get(silent.url, { deadlineMs: 200 }))), {
      code: 'remote/no-answer',
      mayHaveArrived: true,
    })
    for (const { url } of [cutting, half])
      assert.deepEqual(await codeOf(egress.send(get(url, { method: 'POST', body: 'x' }))), {
        code: 'remote/broken-off',
        mayHaveArrived: true,
      })
  })

  it('reads no more than it may, packed or not', async () => {
    await using egress = createEgress()
    const bomb = gzipSync(Buffer.alloc(64 << 20))
    await using packed = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    await using endless = await serve((_, response) => {
      const chunk = Buffer.alloc(1 << 16, 'x')
      const more = (): void =>
        void (response.destroyed || (response.write(chunk) ? setImmediate(more) : response.once('drain', more)))
      more()
    })
    await using broken = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    )
    const before = process.memoryUsage().arrayBuffers
    for (const { url } of [packed, endless])
      assert.equal((await codeOf(egress.send(get(url, { maxBytes: 1 << 20 })))).code, 'remote/too-long')
    assert.ok(process.memoryUsage().arrayBuffers - before < 48 << 20)
    assert.equal((await codeOf(egress.send(get(broken.url)))).code, 'remote/garbled')
  })

  it('ends at once when the caller gives up', async () => {
    await using egress = createEgress()
    await using silent = await serve(() => undefined)
    const stop = new AbortController()
    const call = egress.send(get(silent.url, { signal: stop.signal }))
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await assert.rejects(call, /enough/)
  })

  it('is not held up by a name that no server answers for', async () => {
    const stuck = createNames({
      resolver: {
        resolve4: async (host: string) => {
          if (host === 'dead.test') await wait(1500)
          return ['192.0.2.1']
        },
        resolve6: async () => [],
      } as never,
    })
    const dead = stuck.addressesOf('dead.test')
    const startedAt = performance.now()
    await stuck.addressesOf('alive.test')
    assert.ok(performance.now() - startedAt < 500)
    await dead
  })
})

describe('an answer', () => {
  const context = { host: 'radio' }
  const Shape = z.object({ id: z.number() })

  it('is read as JSON whatever its content type says, also with a byte order mark', () => {
    assert.deepEqual(readJson(answer('\uFEFF{"id":1}', 200, { 'content-type': 'text/html' }), Shape, context), {
      id: 1,
    })
  })

  it('that is a web page, cut, or of another shape is told apart', async () => {
    const cases: Record<string, string> = {
      '<!doctype html><title>Just a moment...</title><script>evil()</script>': 'remote/web-page',
      '{"id":': 'remote/not-json',
      '': 'remote/not-json',
      '{"id":"1"}': 'remote/unexpected-shape',
      '[]': 'remote/unexpected-shape',
    }
    for (const [text, code] of Object.entries(cases))
      assert.equal((await codeOf((async () => readJson(answer(text), Shape, context))())).code, code, text)
  })

  it('shows of a page only its words', () => {
    const page = answer('<html><style>p{}</style><script>var key="s"</script><p>502 Bad\u0007 Gateway</p>', 502)
    assert.equal(refusalIn(page, context).params['said'], '502 Bad Gateway')
  })

  it('with a bad status says whether it can be tried again, and when', () => {
    const later = refusalIn(answer('', 503, { 'retry-after': '30' }), context)
    assert.deepEqual(
      [later.code, later.isRetryable, (later as { retryAfterMs?: number }).retryAfterMs],
      ['remote/gateway', true, 30_000],
    )
    const never = refusalIn(answer('', 429, { 'retry-after': '99999999' }), context)
    assert.equal((never as { retryAfterMs?: number }).retryAfterMs, 15 * 60_000)
    const codes = [401, 403, 404, 413, 500].map((status) => refusalIn(answer('{}', status), context).code)
    assert.deepEqual(codes, [
      'remote/key-refused',
      'remote/key-refused',
      'remote/refused-it',
      'remote/too-large',
      'remote/failed',
    ])
    assert.equal(refusalIn(answer('<html>challenge', 403), context).code, 'remote/web-page')
  })
})
