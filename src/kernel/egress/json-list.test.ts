import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { readRows } from './answers.ts'
import { createEgress } from './client.ts'
import { cutList } from './json-list.ts'

function cut(text: string, pieceBytes = 1 << 20): { items: string[]; isWhole: boolean | undefined } {
  const items: string[] = []
  const cutter = cutList((json) => items.push(json))
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.length; from += pieceBytes) cutter.take(bytes.subarray(from, from + pieceBytes))
  return { items, isWhole: cutter.isWhole() }
}

/** What a service would get out of `readRows` that answers so. */
async function rowsFrom(text: string, status = 200) {
  const server = createServer((_, response) => response.writeHead(status).end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await using egress = createEgress()
  const reader = readRows(z.object({ id: z.number(), name: z.string().nullish() }), { host: 'there' })
  try {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const headers = { authorization: 'Api-Key canary-of-the-list' }
    const request = { method: 'GET', url, deadlineMs: 5000, headers, onItem: reader.onItem } as const
    return reader.rowsOf(await egress.send(request))
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    return { code: error.code, ...error.params }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('a JSON list that is cut into its items', () => {
  it('gives what parsing the whole gives, however it is written and wherever the pieces end', () => {
    const written = fc.record({
      value: fc.array(fc.jsonValue({ maxDepth: 3 })),
      indent: fc.constantFrom(0, 1, 4),
      bytes: fc.integer({ min: 1, max: 40 }),
    })
    fc.assert(
      fc.property(written, ({ value, indent, bytes }) => {
        const text = JSON.stringify(value, null, indent)
        const { items, isWhole } = cut(`\uFEFF ${text}\n`, bytes)
        assert.equal(isWhole, true)
        assert.deepEqual(
          items.map((item) => JSON.parse(item) as unknown),
          JSON.parse(text),
        )
      }),
    )
  })

  it('is not whole when it breaks off or something stands behind it, and none when it is something else', () => {
    for (const text of ['[', '[{"a":1}', '[{"a":1},', '[{"a":"]', '[{"a":1}] x', '[1][2]'])
      assert.equal(cut(text).isWhole, false, text)
    for (const text of ['', ' ', '{"a":[1]}', '<p>[1]</p>', '"[1]"']) assert.equal(cut(text).isWhole, undefined, text)
    assert.deepEqual(cut(' [ ] '), { items: [], isWhole: true })
    assert.deepEqual(cut('[1,]').items, ['1', ''])
  })
})

describe('rows that are read while they come', () => {
  it('are those of the list, without the key that was sent', async () => {
    const text = JSON.stringify([
      { id: 1, more: 'x' },
      { id: 2, name: 'says canary-of-the-list back' },
    ])
    assert.deepEqual(await rowsFrom(text), [{ id: 1 }, { id: 2, name: 'says [redacted] back' }])
    assert.deepEqual(await rowsFrom('[]'), [])
  })

  it('are none when the list is no list, is broken, or holds something else: that is never an empty list', async () => {
    const refused = async (text: string) => ((await rowsFrom(text)) as { code?: string }).code
    assert.equal(await refused('[{"id":1},{"id":'), 'remote/not-json')
    assert.equal(await refused('[{"id":1},]'), 'remote/not-json')
    assert.equal(await refused('[{"id":1}] and more'), 'remote/not-json')
    assert.equal(await refused('<html>Just a moment</html>'), 'remote/web-page')
    assert.equal(await refused('nothing'), 'remote/not-json')
    assert.equal(await refused('{"results":[]}'), 'remote/unexpected-shape')
    const odd = { code: 'remote/unexpected-shape', host: 'there', field: '1.id', problem: 'invalid_type' }
    assert.deepEqual(await rowsFrom('[{"id":1},{"id":"2"}]'), odd)
  })
})
