import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { CardView } from '../src/attention/contract.ts'
import { type Demo, openDemo } from '../demo/open-demo.ts'
import { startApp } from './start-app.ts'

const MAIN = fileURLToPath(new URL('../demo/main.ts', import.meta.url))

interface Command extends AsyncDisposable {
  child: ChildProcess
  output(): string
  /** Where its server listens, once it says so. */
  address: Promise<string>
  ended: Promise<number | null>
}

/** `npm run demo`, with a temporary folder of its own. */
function startCommand(folder: string, ...args: string[]): Command {
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: folder }
  delete env['NODE_TEST_CONTEXT']
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const address = new Promise<string>((done, fail) => {
    const hear = (text: Buffer): void => {
      said += text.toString()
      const found = /Open +(http\S+)/.exec(said)?.[1]
      if (found !== undefined && said.includes('Password')) done(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => fail(new Error(said)))
  })
  address.catch(() => undefined)
  return {
    child,
    output: () => said,
    address,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const answers = (address: string): Promise<boolean> =>
  fetch(new URL('livez', address)).then(
    ({ ok }) => ok,
    () => false,
  )

describe('the demo', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-demo-test-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  describe('with an eighth of its pictures', () => {
    let demo: Demo
    before(async () => {
      demo = await openDemo({ dataFolder: join(folder, 'small'), lines: ['archive'], share: 1 / 8, say: () => {} })
    })
    after(() => demo[Symbol.asyncDispose]())

    it('files them by their dates, keeps copies aside, and leaves a card and a broken picture to a person', async () => {
      assert.deepEqual(await demo.ready, [])
      const filed = await demo.app.files('archive')
      assert.ok(filed.includes('2025/05/01/IMG_2040.JPG'), filed.join('\n'))
      assert.equal((await demo.app.files('duplicates')).length, 5)
      const batch = (await demo.app.batches()).find(({ state }) => state === 'SORTED')
      assert.ok(batch !== undefined && batch.syncedAt !== null)
      assert.equal((await demo.app.files(`peer/${batch.name}`)).length, batch.fileCount)
      assert.deepEqual(await demo.app.files('inbox'), ['phone/IMG_2099.JPG'])
      assert.equal((await demo.app.files('card')).length, 9)
      const cards = (await demo.desk.get<{ items: CardView[] }>('attention')).items
      assert.equal(cards.length, 2, JSON.stringify(cards))
    })

    it('lets its person in by name and password, and says to the browser that it is a demo', async () => {
      const answer = await demo.app.call('POST', 'api/v1/session', { body: demo.person })
      assert.deepEqual([answer.status, answer.json['isDemo']], [200, true])
      assert.deepEqual(await demo.desk.get('session').then((session) => (session as { name: string }).name), 'demo')
    })
  })

  it('is what no other server says of itself, whatever its environment', async () => {
    await using app = await startApp({ env: { PATCHBAY_DEMO: '1' } })
    const cookie = await app.claim()
    const { json } = await app.call('GET', 'api/v1/session', { cookie })
    assert.equal(json['isDemo'], false)
  })

  it('leaves a folder alone that is not empty', async () => {
    const place = await mkdtemp(join(folder, 'taken-'))
    await writeFile(join(place, 'patchbay.db'), 'of somebody')
    await using command = startCommand(folder, '--data', place)
    assert.equal(await command.ended, 2)
    assert.match(command.output(), /is not empty/)
    assert.deepEqual(await readdir(place), ['patchbay.db'])
  })

  it('runs beside another one, and both stop in the middle of their work with nothing left behind', async () => {
    const place = await mkdtemp(join(folder, 'tmp-'))
    const commands = [startCommand(place), startCommand(place)]
    const addresses = await Promise.all(commands.map(({ address }) => address))
    assert.equal(new Set(addresses).size, 2)
    assert.deepEqual(await Promise.all(addresses.map(answers)), [true, true])
    for (const { child } of commands) child.kill('SIGINT')
    assert.deepEqual(await Promise.all(commands.map(({ ended }) => ended)), [0, 0])
    assert.deepEqual(await Promise.all(addresses.map(answers)), [false, false])
    assert.deepEqual(await readdir(place), [])
  })
})
