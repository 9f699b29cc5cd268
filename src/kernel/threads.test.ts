import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { leaveThread, startThread, takeThread } from './threads.ts'

/** Answers with what it was given, and with how much it was asked since. */
const ENTRY = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads'
  import { serveThread } from '${new URL('serve-thread.ts', import.meta.url).href}'
  serveThread((data) => {
    let asked = 0
    return { answer: () => parentPort.postMessage([data, ++asked]) }
  })
`)}`,
)

async function ask(worker: Worker): Promise<unknown> {
  const answer = once(worker, 'message')
  worker.postMessage({})
  return (await answer)[0]
}

it('hands a thread that was left to the next, with nothing of what it held', async () => {
  const first = takeThread(ENTRY, 'a')
  assert.deepEqual(
    [await ask(first), await ask(first)],
    [
      ['a', 1],
      ['a', 2],
    ],
  )
  const meanwhile = takeThread(ENTRY, 'b')
  assert.notEqual(meanwhile, first)
  leaveThread(first)
  const next = takeThread(ENTRY, 'c')
  assert.equal(next, first)
  assert.deepEqual(await ask(next), ['c', 1])
  assert.deepEqual(await ask(meanwhile), ['b', 1])
  await Promise.all([next.terminate(), meanwhile.terminate()])
})

it('hands on no thread that has ended', async () => {
  const dead = startThread(ENTRY, 'a')
  await ask(dead)
  await dead.terminate()
  leaveThread(dead)
  const next = takeThread(ENTRY, 'b')
  assert.notEqual(next, dead)
  await next.terminate()
})
