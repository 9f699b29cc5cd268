import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { QUICK, startApp, type TestApp } from '../../../test/start-app.ts'

interface Plan {
  kind: string
  operationCount: number
}

async function takes(app: TestApp): Promise<number[]> {
  const { items } = await app.get<{ items: Plan[] }>('api/v1/plans?limit=20')
  return items.filter(({ kind }) => kind === 'archive.take').map(({ operationCount }) => operationCount)
}

async function until<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (let turn = 0; turn < 200; turn++) {
    const answer = await ask()
    if (isIt(answer)) return answer
    await wait(100)
  }
  throw new Error('waited for too long')
}

it('takes what comes one after the other together', { timeout: 60_000 }, async () => {
  // Long against the pauses below, also on a machine that is busy with other tests.
  await using app = await startApp({ yaml: 'archive:\n  intake:\n    settle_sec: 3\n' })
  for (const name of ['a', 'b', 'c']) {
    await app.drop({ [`inbox/${name}.txt`]: Buffer.from(name) })
    await wait(500)
  }
  await until(
    () => app.files('archive'),
    (files) => files.length === 3,
  )
  await app.settled()
  assert.deepEqual(await takes(app), [3])
})

it('does not wait for a file that keeps growing', { timeout: 60_000 }, async () => {
  await using app = await startApp({ yaml: QUICK })
  const growing = join(app.dataFolder, 'inbox', 'growing.txt')
  await app.drop({ 'inbox/done.txt': Buffer.from('done') })
  const files = await until(
    async () => {
      await appendFile(growing, 'more ')
      return app.files('archive')
    },
    (found) => found.length > 0,
  )
  assert.match(String(files), /done\.txt$/)
})
