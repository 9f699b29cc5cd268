import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { createEgress, type Egress } from '../../src/kernel/egress/client.ts'
import { CASES } from './cases.ts'
import { converse, type Reply } from './conversation.ts'
import { findPayload } from './install.ts'
import type { Peer } from './peer.ts'
import { KEYS } from './collections.ts'
import { RECORDED } from './recorded.ts'
import { startRealPayload } from './real-payload.ts'

const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Reply[]
const found = findPayload()

function contract(
  name: string,
  { start, skip }: { start(): Promise<Peer & AsyncDisposable>; skip?: string | false },
): void {
  describe(name, { skip: skip ?? false }, () => {
    let peer: Peer & AsyncDisposable
    before(async () => {
      peer = await start()
    })
    after(() => peer[Symbol.asyncDispose]())

    // First: it counts on an empty database.
    it('answers as it was recorded of a real one', async () => {
      const replies = await converse(peer.url, peer.keys)
      for (const [index, reply] of replies.entries()) assert.deepEqual(reply, recorded[index])
      assert.equal(replies.length, recorded.length)
    })

    for (const [what, check] of Object.entries(CASES)) it(what, () => check(peer))
  })
}

describe('the connector to Payload', () => {
  let egress: Egress
  before(() => {
    egress = createEgress()
  })
  after(() => egress[Symbol.asyncDispose]())

  contract('against its double', {
    async start() {
      const fake = await startFakePayload({ isSeeded: false })
      return { url: fake.url, keys: fake.keys, egress, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() }
    },
  })

  contract('against a real one', {
    skip: 'reason' in found ? found.reason : false,
    async start() {
      const real = await startRealPayload('folder' in found ? found.folder : '')
      return { url: real.url, keys: KEYS, egress, [Symbol.asyncDispose]: () => real[Symbol.asyncDispose]() }
    },
  })
})
