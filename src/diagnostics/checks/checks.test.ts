import assert from 'node:assert/strict'
import { chmodSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { configFileOf, startApp, type TestApp } from '../../../test/start-app.ts'
import type { DoctorReport } from '../../connections/contract.ts'
import { quickCheckApart } from '../../db/quick-check-apart.ts'
import { dataPaths } from '../../db/data-paths.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import { hasWords } from '../../kernel/words.ts'
import type { Root, RootStatus } from '../../transfer/index.ts'
import { judgeClocks } from './clocks.ts'
import { judgeDisk } from './disks.ts'
import { findJobTrouble } from './jobs.ts'
import { rootsCheck } from './roots.ts'
import { serverCheck } from './server.ts'
import { findTool, toolsCheck } from './tools.ts'
import { rememberTrials, tryWriting } from './try-writing.ts'

const never = new AbortController().signal
const codes = (findings: readonly { level: string; code: string }[]) =>
  findings.map(({ level, code }) => `${level} ${code}`)
const root = (id: number): Root => ({ id, name: `root ${id}`, path: `/r/${id}`, marker: '', isRetired: false })
const online = { kind: 'online', freeBytes: 1e12, totalBytes: 2e12, fileSystem: 'ext4', isReadOnly: false } as const

it('says of everything that is not well what to do about it', () => {
  const texts = readdirSync(import.meta.dirname)
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  const named = texts.flatMap((text) =>
    [...text.matchAll(/(?:doubtful|wrong)\('([a-z-]+)'/g)].map(([, code = '']) => code),
  )
  assert.ok(named.length > 20)
  const derived = [
    'clock-skew-ahead',
    'clock-skew-behind',
    'own-clock-ahead',
    'own-clock-behind',
    'tool-missing.ffmpeg',
  ]
  const reasons = ['missing', 'unreachable', 'empty', 'marker-missing', 'marker-foreign', 'not-mounted', 'not-a-folder']
  const likes = [
    'config-unknown',
    'config-unknown-like',
    'variable-unknown',
    'variable-unknown-like',
    'tool-broken.ffmpeg',
  ]
  const all = [
    ...named,
    ...derived,
    ...likes,
    ...reasons.map((reason) => `root-offline.${reason}`),
    'check-failed',
    'check-took-too-long',
  ]
  const has = (key: string) => hasWords(key, { count: 1 })
  assert.deepEqual(
    all.filter((code) => !has(`doctor.${code}`) || !has(`doctor.${code}.todo`)),
    [],
  )
})

describe('folders', () => {
  it(
    'looks at each by itself: one that hangs keeps none waiting, one that refuses is told with its errno',
    { timeout: 20_000 },
    async () => {
      const status: Record<number, Promise<RootStatus>> = {
        1: Promise.resolve(online),
        2: new Promise(() => undefined),
        3: Promise.resolve(online),
        4: Promise.resolve({ kind: 'offline', reason: 'not-mounted' }),
        5: Promise.resolve(online),
      }
      const roots = {
        list: async () => [1, 2, 3, 4, 5].map(root),
        check: (id: number) => status[id] as Promise<RootStatus>,
      }
      const check = rootsCheck({
        roots,
        tryWriting: async (folder) => {
          if (folder === '/r/3') return { kind: 'refused', errno: 'EDQUOT' }
          return { kind: 'written', aheadMs: folder === '/r/5' ? -45_000 : 3 }
        },
      })
      const findings = await check.run(never)
      assert.deepEqual(codes(findings), [
        'ok root-online',
        'bad root-silent',
        'bad root-not-written',
        'bad root-offline.not-mounted',
        'warn root-clock-behind',
      ])
      assert.deepEqual([findings[2]?.params['errno'], findings[4]?.params['seconds']], ['EDQUOT', 45])
    },
  )

  it('really writes, leaves nothing behind, keeps good news for a while and bad news never', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-try-'))
    const trial = await tryWriting(folder)
    assert.ok(trial.kind === 'written' && Math.abs(trial.aheadMs) < 3000)
    assert.deepEqual(readdirSync(folder), [])
    let now = 0
    const trials = rememberTrials(() => now)
    assert.equal((await trials(folder)).kind, 'written')
    await rm(folder, { recursive: true })
    assert.equal((await trials(folder)).kind, 'written', 'a screen that looks often wakes no disk')
    now = 400_000
    assert.deepEqual(await trials(folder), { kind: 'refused', errno: 'ENOENT' })
  })

  it('tells what is short once a disk', () => {
    const disk = { device: 1, freeBytes: 1e12, freeNames: 1e6 }
    const of = (more: object) =>
      judgeDisk([
        { ...disk, folder: 'inbox', ...more },
        { ...disk, folder: 'archive' },
      ])
    assert.deepEqual(
      [{}, { freeBytes: 3e9 }, { freeBytes: 1e6 }, { freeNames: 12 }, { freeNames: null }].map((more) => of(more).code),
      ['disk-room', 'disk-little-space', 'disk-full', 'disk-few-names', 'disk-room'],
    )
    assert.equal(of({}).params['folders'], 'inbox, archive')
  })
})

it('tells whose clock is wrong', () => {
  const seen = (...seconds: number[]) =>
    seconds.map((one, index) => ({ name: `c${index}`, aheadMs: one * 1000, at: 0 }))
  assert.deepEqual(codes(judgeClocks(seen())), [])
  assert.deepEqual(codes(judgeClocks(seen(0, -2))), ['ok clocks'])
  assert.deepEqual(codes(judgeClocks(seen(0, 40))), ['warn clock-skew-ahead'])
  assert.deepEqual(codes(judgeClocks(seen(-400))), ['bad clock-skew-behind'])
  assert.deepEqual(codes(judgeClocks(seen(401, 400))), ['bad own-clock-ahead'])
  assert.deepEqual(codes(judgeClocks(seen(100, -100))), ['warn clock-skew-ahead', 'warn clock-skew-behind'])
})

it('tells jobs that stand from jobs that are only many', () => {
  const queue = { name: 'disk', isPaused: false, waiting: 5, running: 0, frontSince: 0 }
  const of = (more: object, minutes: number, rest: object = {}) =>
    codes(
      findJobTrouble(
        { queues: [{ ...queue, ...more }], silent: [], shut: [], quarantined: 0, ...rest },
        minutes * 60_000,
      ),
    )
  assert.deepEqual(of({}, 1), [])
  assert.deepEqual(of({}, 5), ['bad queue-stands'])
  assert.deepEqual(of({ running: 4 }, 50), [])
  assert.deepEqual(of({ running: 4 }, 70), ['warn queue-behind'])
  assert.deepEqual(of({ isPaused: true }, 1), ['warn queue-paused'])
  const rest = {
    silent: [{ jobId: 1, kind: 'archive.scan', since: 0 }],
    shut: [{ target: 'connection:1', openUntil: 1 }],
    quarantined: 2,
  }
  assert.deepEqual(of({ frontSince: null }, 70, rest), ['warn job-silent', 'warn target-shut', 'bad jobs-quarantined'])
})

it('tells a server that can’t be reached, is another, or is open to the network', async () => {
  const served = {
    address: 'http://127.0.0.1:7979/',
    host: '127.0.0.1',
    allowedHosts: [],
    trustedProxies: [],
    basePath: '/',
  }
  const look = async (more: object, ask: () => Promise<number>) =>
    codes(await serverCheck({ served: () => ({ ...served, ...more }), ask }).run(never))
  const silent = async (): Promise<number> => {
    throw new UnavailableError('remote/refused')
  }
  assert.deepEqual(await look({}, async () => 200), ['ok server'])
  assert.deepEqual(await look({}, async () => 404), ['bad port-other'])
  assert.deepEqual(await look({}, silent), ['bad port-silent'])
  const everywhere = { address: 'http://0.0.0.0:7979/', host: '0.0.0.0' }
  assert.deepEqual(await look(everywhere, async () => 200), ['warn server-open'])
  assert.deepEqual(await look({ ...everywhere, trustedProxies: ['10.0.0.1'] }, async () => 200), ['ok server'])
})

it('tells a program that is missing from one that does not run', async () => {
  assert.equal((await findTool({ name: 'no-such-program-7', versionArgs: [] }, never)).version, undefined)
  assert.equal((await findTool({ name: 'false', versionArgs: [] }, never)).version, null)
  assert.deepEqual(codes(await toolsCheck([], '20.1.0').run(never)), ['bad node-old'])
})

const look = async (app: TestApp) => {
  const { checks } = await app.get<DoctorReport>('api/v1/doctor')
  return checks.flatMap(({ findings }) => findings).filter(({ level }) => level !== 'ok')
}

describe('a server', () => {
  it('is well when it is new', async () => {
    await using app = await startApp()
    const found = (await look(app)).map(({ said }) => said.code).filter((code) => !/^(tool-|disk-)/.test(code))
    assert.deepEqual(found, [])
  })

  it('names keys that others can read, variables that do nothing, and settings that wait for a start', async () => {
    await using app = await startApp({ env: { PATCHBAY_LOG_LEVLE: 'debug' } })
    chmodSync(join(app.dataFolder, 'keys/cli.token'), 0o644)
    const before = await app.cli('GET', 'api/v1/config')
    const headers = { authorization: await app.bearer(), 'if-match': `"${String(before.json['etag'])}"` }
    const changed = await app.call('PUT', 'api/v1/config', {
      headers,
      body: { values: { server: { log_max_mb: 33 } } },
    })
    assert.equal(changed.status, 200, changed.text)
    const found = await look(app)
    const text = (code: string) => found.find(({ said }) => said.code === code)?.said.text ?? ''
    assert.match(text('keys-open'), /cli\.token/)
    assert.match(text('variable-unknown-like'), /PATCHBAY_LOG_LEVEL/)
    assert.match(text('config-restart'), /server\.log_max_mb/)
    assert.ok(found.every(({ said }) => said.todo !== undefined))
  })

  it(
    'names a folder in which nothing can be written, also where the rights look right',
    { skip: process.getuid?.() === 0 && 'root may write anywhere' },
    async () => {
      await using app = await startApp()
      await chmod(join(configFileOf(app), '..'), 0o555)
      try {
        assert.ok((await look(app)).some(({ said }) => said.code === 'config-not-written'))
      } finally {
        await chmod(join(configFileOf(app), '..'), 0o755)
      }
    },
  )

  it('finds a damaged page of its database', async () => {
    await using app = await startApp()
    const { database } = dataPaths(app.dataFolder)
    assert.equal(await quickCheckApart(database, never), null)
    await app.stop()
    const fd = openSync(database, 'r+')
    const size = statSync(database).size
    for (let at = 4096 * 3; at < size; at += 4096 * 7) writeSync(fd, Buffer.alloc(4096, 0x5a), 0, 4096, at)
    assert.match(String(await quickCheckApart(database, never).catch((error: unknown) => error)), /\S/)
    assert.notEqual(await quickCheckApart(database, never).catch((error: Error) => error.message), null)
  })
})
