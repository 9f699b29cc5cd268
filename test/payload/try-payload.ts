import { readFile, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { startFakePayload } from '../../src/connectors/payload/fake-server.ts'
import { createEgress } from '../../src/kernel/egress/client.ts'
import { CASES } from './cases.ts'
import { KEYS } from './collections.ts'
import { converse, type Reply } from './conversation.ts'
import { installPayload, VERSION } from './install.ts'
import type { Peer } from './peer.ts'
import { RECORDED } from './recorded.ts'
import { startRealPayload } from './real-payload.ts'

type Say = (line: string) => void

/**
 * A real Payload, installed when it is not there: the same requests to it and to its double, whose answers must be
 * equal and as they were recorded, and the connector's cases against both.
 * @returns whether all is as it must be; undefined when nothing could be tried
 */
export async function tryPayload(say: Say, { records }: { records: boolean }): Promise<boolean | undefined> {
  const found = await installPayload(say)
  if ('reason' in found) {
    say(`skipped: ${found.reason}`)
    return undefined
  }
  await using egress = createEgress()
  await using real = await startRealPayload(found.folder)
  await using double = await startFakePayload({ isSeeded: false })
  say(`Payload ${VERSION} started in ${real.startedInMs} ms`)
  const replies = await converse(real.url, KEYS)
  if (records) await writeFile(RECORDED, `${JSON.stringify(replies, null, 1)}\n`)
  const recorded = JSON.parse(await readFile(RECORDED, 'utf8')) as Reply[]
  const ofDouble = await converse(double.url, double.keys)
  const wrong =
    count(replies, recorded, (line) => say(`NOT as recorded  ${line}`)) +
    count(replies, ofDouble, (line) => say(`NOT so the double  ${line}`)) +
    (await runCases({ url: real.url, keys: KEYS, egress }, (line) => say(`real    ${line}`))) +
    (await runCases({ url: double.url, keys: double.keys, egress }, (line) => say(`double  ${line}`)))
  say(`${replies.length} requests, ${Object.keys(CASES).length} cases, twice; ${wrong} wrong`)
  return wrong === 0
}

function count(replies: readonly Reply[], others: readonly Reply[], say: Say): number {
  const wrong = replies.filter((reply, index) => !isDeepStrictEqual(reply, others[index]))
  for (const { asked, status, said } of wrong) {
    const other = others.find((each) => each.asked === asked)
    say(`${asked}\n  ${status} ${JSON.stringify(said)}\n  ${other?.status} ${JSON.stringify(other?.said)}`)
  }
  return wrong.length + Math.abs(replies.length - others.length)
}

async function runCases(peer: Peer, say: Say): Promise<number> {
  let wrong = 0
  for (const [what, check] of Object.entries(CASES)) {
    try {
      await check(peer)
      say(`ok   ${what}`)
    } catch (error) {
      wrong += 1
      say(`NOT  ${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return wrong
}
