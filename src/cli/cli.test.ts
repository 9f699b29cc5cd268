import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

let folder: string
let data: string
let host: CliHost

interface More {
  env?: Record<string, string>
  input?: string
}

/** The command on its own data folder: in a process of its own where it needs one, else in that of the others. */
const patchbay = (args: readonly string[], more?: More): Promise<Said> =>
  more === undefined ? host.run(args) : spawned(args, more)

/** As a person runs it. */
function spawned(args: readonly string[], more: More = {}): Promise<Said> {
  const env = { ...process.env, PATCHBAY_PORT: '0', PATCHBAY_DATA: data, ...more.env }
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(more.input ?? '')
  return new Promise((resolve, reject) => {
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

const json = async (args: readonly string[]): Promise<Record<string, unknown>> => {
  const { out, err, code } = await patchbay([...args, '--json'])
  assert.equal(code, 0, err)
  return JSON.parse(out) as Record<string, unknown>
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
  data = join(folder, 'data')
  host = openCliHost({ PATCHBAY_PORT: '0', PATCHBAY_DATA: data })
})

after(async () => {
  await patchbay(['stop', '--force'])
  await host[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('without a server', () => {
  it('says that none runs and how to start one', async () => {
    assert.equal((await patchbay(['status'])).code, 3)
    const { code, err, out } = await patchbay(['jobs', 'list'])
    assert.equal(code, 1)
    assert.match(err, /patchbay start/)
    assert.equal(out, '')
    assert.equal((await patchbay(['stop'])).code, 0)
  })

  it('answers wrong use with 2 and help with 0', async () => {
    for (const args of [
      ['nonsense'],
      ['jobs', 'show'],
      ['jobs', 'list', '--limit', 'many'],
      ['jobs', 'list', '--limit', '0x10'],
      ['jobs', 'list', '--run', '1e3'],
      ['jobs', 'show', '0x10'],
      ['jobs', 'priority', '1', 'high'],
      ['snooze', '1', 'long'],
      ['archive', 'item', '1e3'],
      ['config', 'set', 'nonsense'],
      ['config', 'set', 'server.port=1', '=2'],
      ['archive', '--bogus'],
      ['archive', 'run', 'nonsense'],
      ['archive', 'date', '1', '2021-13-45'],
      ['people', 'add', 'Bob', 'king'],
      [],
    ]) {
      const { code, err } = await patchbay(args)
      assert.equal(code, 2, args.join(' '))
      assert.match(err, /./)
    }
    assert.match((await patchbay(['config', 'set', 'nonsense'])).err, /KEY=VALUE|key=value/)
    assert.match((await patchbay(['archive', 'run', 'nonsense'])).err, /dedup, batch, sync, sort, cleanup/)
    assert.match((await patchbay(['people', 'role', '1', 'king'])).err, /admin, operator, viewer/)
    assert.match((await patchbay(['nonsense'])).err, /no command “nonsense”.*Server:.*Archive:.*Radio:.*Library:/s)
    const { code, out } = await patchbay(['--help'])
    assert.equal(code, 0)
    assert.match(out, /Exit codes/)
  })

  it('names what stands at the address when that is not Patchbay', async () => {
    const stranger = createServer((_, reply) =>
      reply.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway'),
    )
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
    const { code, err } = await patchbay(['jobs', 'list'], { env: { PATCHBAY_URL: url } })
    assert.equal(code, 1)
    assert.match(err, /status 502/)
    const wrong = await patchbay(['jobs', 'list'], { env: { PATCHBAY_URL: 'my-server' } })
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /PATCHBAY_URL.*my-server.*http:/s)
    assert.doesNotMatch(wrong.err, / at /)
    await new Promise((resolve) => stranger.close(resolve))
  })
})

describe('a background server', () => {
  it('starts once, tells address and setup code, and answers by the token in the data folder', async () => {
    const first = await json(['start'])
    assert.match(String(first['setupCode']), /^[0-9A-Z-]{20,}$/)
    const again = await json(['start'])
    assert.equal(again['pid'], first['pid'])
    const status = await json(['status'])
    assert.equal(status['address'], first['address'])
    const { items } = await json(['jobs', 'queues'])
    assert.ok((items as unknown[]).length > 0)
  })

  it('sets settings, keeps comments, and suggests the key that was meant', async () => {
    await writeFile(join(data, 'patchbay.yaml'), '# mine\narchive:\n  batch:\n    max_files: 10 # few\n')
    const set = await patchbay(['config', 'set', 'archive.batch.max_files=20', 'archive.batch.allow_parallel=true'])
    assert.equal(set.code, 0, set.err)
    const text = await readFile(join(data, 'patchbay.yaml'), 'utf8')
    assert.match(text, /# mine\narchive:\n {2}batch:\n {4}max_files: 20 # few\n {4}allow_parallel: true/)
    assert.equal((await patchbay(['config', 'get', 'archive.batch.max_files'])).out, '20\n')
    const wrong = await patchbay(['config', 'set', 'archive.batch.max_flies=1'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /Did you mean archive\.batch\.max_files/)
    const outside = await patchbay(['config', 'set', 'archive.paths.source_dir=/etc'])
    assert.match(outside.err, /PATCHBAY_ALLOWED_ROOTS/)
    const good = await readFile(join(data, 'patchbay.yaml'), 'utf8')
    await writeFile(join(data, 'patchbay.yaml'), `${good}server:\n  port: abc\n  timezone: Mars\n`)
    const broken = await patchbay(['config', 'set', 'archive.batch.max_files=30'])
    assert.equal(broken.code, 1)
    assert.match(broken.err, /has a mistake of its own/)
    assert.match(broken.err, /server\.?\/?port.*\(line 7\)/)
    await writeFile(join(data, 'patchbay.yaml'), good)
    await patchbay(['config', 'set', 'archive.batch.max_files='])
    assert.equal((await patchbay(['config', 'get', 'archive.batch.max_files'])).out, '500\n')
  })

  it('edits the file with an editor', async () => {
    const editor = join(folder, 'editor.sh')
    await writeFile(editor, '#!/bin/sh\nsed -i "s/# mine/# edited/" "$1"\n', { mode: 0o755 })
    const unseen = await patchbay(['config', 'edit'], { env: { EDITOR: '', VISUAL: '' } })
    assert.notEqual(unseen.code, 0)
    assert.match(unseen.err, /no terminal/)
    const edited = await patchbay(['config', 'edit'], { env: { EDITOR: editor, VISUAL: editor } })
    assert.equal(edited.code, 0, edited.err)
    assert.match(await readFile(join(data, 'patchbay.yaml'), 'utf8'), /# edited/)
  })

  it('runs the archive’s steps and waits for the end', async () => {
    await writeFile(join(data, 'inbox', 'notes.txt'), 'hello')
    const run = await patchbay(['archive', 'run', 'dedup'])
    assert.equal(run.code, 0, run.err)
    assert.match(run.err, /Run \d+/)
    assert.ok([0, 4].includes((await patchbay(['archive', 'overview'])).code ?? -1))
    assert.equal((await patchbay(['archive', 'run', 'nonsense'])).code, 2)
  })

  it('tells and changes what the screens do', async () => {
    const { items } = (await json(['archive', 'items'])) as { items: { itemId: number; path: string }[] }
    const itemId = String(items.find(({ path }) => path.endsWith('notes.txt'))?.itemId)
    assert.match((await patchbay(['archive', 'date', itemId, '2020-01-02'])).out, /2020-01-02/)
    assert.doesNotMatch((await patchbay(['archive', 'date', itemId])).out, /2020-01-02/)
    assert.match((await patchbay(['archive', 'release'])).out, /0 files/)
    const unheld = await patchbay(['archive', 'release', itemId, '999'])
    assert.deepEqual([unheld.code, unheld.err], [3, '2 of those named are not held.\n'])
    const state = await patchbay(['archive', 'items', '--state', 'bogus'])
    assert.equal(state.code, 2)
    assert.match(state.err, /state: .*arriving, incomplete/)
    assert.doesNotMatch(state.err, /Each wrong field/)
    assert.match((await patchbay(['archive', 'storage'])).out, /free/)
    assert.equal(((await json(['archive', 'activity', '--days', '3']))['days'] as unknown[]).length, 3)
    await json(['archive', 'timeline'])
    const schedules = (await json(['jobs', 'schedules']))['items'] as { scheduleId: number }[]
    const scheduleId = String(schedules[0]?.scheduleId)
    assert.equal((await json(['jobs', 'disable', scheduleId]))['isEnabled'], false)
    assert.equal((await json(['jobs', 'enable', scheduleId]))['isEnabled'], true)
    const would = await json(['jobs', 'reschedule', scheduleId, '30 12 * * *', '--zone', 'Etc/UTC', '--dry-run'])
    assert.match((would['times'] as string[])[0] ?? '', /T12:30:00\.000Z$/)
    const rescheduled = await json(['jobs', 'reschedule', scheduleId, '30 12 * * *', '--zone', 'Etc/UTC'])
    assert.equal(rescheduled['nextAt'], (would['times'] as string[])[0])
    const wrong = await patchbay(['jobs', 'reschedule', scheduleId, '30 99 * * *'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /“99” is no hour/)
    assert.equal((await patchbay(['jobs', 'reschedule', scheduleId])).code, 1)
    assert.equal((await json(['jobs', 'reschedule', scheduleId, '--default']))['isChanged'], false)
    const ran = await patchbay(['jobs', 'run-schedule', scheduleId, '--wait'])
    assert.equal(ran.code, 0, ran.err)
    await json(['jobs', 'targets'])
    assert.equal((await patchbay(['jobs', 'children', '999999'])).code, 1)
    await json(['people', 'sessions'])
    assert.equal((await patchbay(['people', 'sign-out', '999999'])).code, 1)
    await json(['attention', '--past'])
    assert.match((await patchbay(['audit', '--check'])).out, /as they were written/)
    assert.match((await patchbay(['audit', '--export'])).out, /^\{.*\}$/m)
  })

  it('retries and cancels many jobs at once, and refuses what is neither one nor many', async () => {
    assert.deepEqual(await json(['jobs', 'retry', '--state', 'failed', '--kind', 'archive.clean']), { retried: 0 })
    assert.equal((await json(['jobs', 'cancel', '--state', 'held']))['cancelled'], 0)
    for (const wrong of [['retry'], ['cancel'], ['retry', '1', '--state', 'failed'], ['cancel', '1', '--kind', 'x']]) {
      const { code, err } = await patchbay(['jobs', ...wrong])
      assert.deepEqual([code, /Name one job by its number/.test(err)], [1, true], err)
    }
    assert.deepEqual(await json(['jobs', 'retry', '--ended-since', '2026-01-02T00:00:00.000Z']), { retried: 0 })
    assert.equal((await patchbay(['jobs', 'retry', '--ended-since', 'today'])).code, 2)
    assert.equal((await patchbay(['jobs', 'retry', '--state', 'completed'])).code, 2)
    const waiting = await patchbay(['jobs', 'retry', '--state', 'failed', '--wait'])
    assert.deepEqual([waiting.code, /one job/.test(waiting.err)], [2, true], waiting.err)
  })

  it('keeps shared views of the lists', async () => {
    const hide = ['--hide', 'priority', 'when']
    const saved = await json(['views', 'save', 'jobs', 'What failed', 'state=failed', 'kind=a=b', '--shared', ...hide])
    assert.deepEqual([saved['filters'], saved['hidden']], [{ state: 'failed', kind: 'a=b' }, ['priority', 'when']])
    const viewId = String(saved['viewId'])
    const changed = await json(['views', 'change', viewId, 'state=cancelled', '--name', 'What was stopped'])
    assert.deepEqual([changed['name'], changed['filters']], ['What was stopped', { state: 'cancelled' }])
    assert.match((await patchbay(['views', 'list', 'jobs'])).out, /What was stopped +yes +state=cancelled/)
    assert.match((await patchbay(['views', 'save', 'jobs', 'Mine'])).err, /can only be shared/)
    assert.match((await patchbay(['views', 'change', viewId, '--private'])).err, /can only be shared/)
    assert.equal((await patchbay(['views', 'list', 'nothing'])).code, 2)
    assert.equal((await patchbay(['views', 'remove', viewId])).code, 0)
    assert.deepEqual((await json(['views', 'list']))['items'], [])
  })

  it('lets a program call, tells its secret once, and follows its calls once more', async () => {
    assert.match((await patchbay(['webhooks', 'kinds'])).out, /payload +Payload/)
    const added = await json(['webhooks', 'add', 'payload', 'Station site'])
    const { sourceId } = added['source'] as { sourceId: number }
    const secret = String(added['secret'])
    const address = String((await json(['status']))['address'])
    const say = (body: string, token = secret) =>
      fetch(new URL('hooks/station-site', address), { method: 'POST', body, headers: { 'x-patchbay-token': token } })
    assert.match(
      (await patchbay(['webhooks', 'list'])).out,
      /Station site +\/hooks\/station-site +Payload +not called yet/,
    )
    assert.equal((await say('{"type":"test"}')).status, 200)
    assert.match((await patchbay(['webhooks', 'show', String(sourceId)])).out, / verified /)
    const answer = (await (await say('{"type":"episode.changed","data":{"id":6}}')).json()) as { eventId: number }
    const callId = String(answer.eventId)
    assert.match(
      (await patchbay(['webhooks', 'calls', '--source', String(sourceId)])).out,
      /episode.changed +6 +Nothing to do/,
    )
    assert.match((await patchbay(['webhooks', 'call', callId])).out, /\{"type":"episode.changed"/)
    assert.match((await patchbay(['webhooks', 'replay', callId, '--dry-run'])).out, /^Nothing to do: .*no connection/)
    assert.equal((await patchbay(['webhooks', 'replay', callId])).code, 0)
    const rotated = await json(['webhooks', 'rotate', String(sourceId), '--hours', '0'])
    assert.equal((await say('{}')).status, 401)
    assert.equal((await say('{}', String(rotated['secret']))).status, 200)
    const off = await patchbay(['webhooks', 'change', String(sourceId), '--off', '--name', 'Site'])
    assert.match(off.out, /Site .* off /)
    assert.equal((await patchbay(['webhooks', 'call', 'x'])).code, 2)
    assert.equal((await patchbay(['webhooks', 'remove', String(sourceId)])).code, 0)
    assert.equal((await patchbay(['webhooks', 'call', callId])).code, 1)
  })

  it('takes a password from stdin and lets people in', async () => {
    const added = await patchbay(['people', 'add', 'Ann', 'operator', '--json'], { input: 'correct horse battery\n' })
    assert.equal(added.code, 0, added.err)
    assert.match((await patchbay(['people', 'list'])).out, /Ann +operator/)
    assert.match((await patchbay(['audit'])).out, /cli:/)
  })

  it('gives somebody who is locked out a new password, and calls people by their names', async () => {
    const address = String((await json(['status']))['address'])
    const { items } = await json(['people', 'list'])
    const ann = (items as { personId: number; name: string }[]).find(({ name }) => name === 'Ann')
    const password = 'another good password'
    const given = await patchbay(['people', 'password', String(ann?.personId)], { input: `${password}\n` })
    assert.equal(given.code, 0, given.err)
    const body = JSON.stringify({ name: 'Ann', password })
    const headers = { 'content-type': 'application/json' }
    const signedIn = await fetch(new URL('api/v1/session', address), { method: 'POST', headers, body })
    assert.equal(signedIn.status, 200, await signedIn.text())
    assert.match((await patchbay(['audit'])).out, / Ann +Signed in /)
  })

  it('shows events and lines of the log', async () => {
    assert.match((await patchbay(['events'])).out, /./)
    assert.equal((await patchbay(['logs', '--limit', '5'])).code, 0)
    assert.ok([0, 3].includes((await patchbay(['doctor'])).code ?? -1))
  })

  it('shows the plan of a dry run of a batch, and says when there is nothing to take', async () => {
    // What the tests before have dropped is filed first.
    assert.equal((await patchbay(['archive', 'run'])).code, 0)
    const known = await json(['archive', 'batches'])
    const none = await patchbay(['archive', 'batch', '--dry-run'])
    assert.equal(none.code, 1)
    assert.match(none.err, /Nothing is ready for a batch/)
    assert.deepEqual(await json(['archive', 'batches']), known)
    const quiet = ['archive.intake.mode=review', 'archive.intake.settle_sec=1', 'archive.intake.watch=false']
    assert.equal((await patchbay(['config', 'set', ...quiet])).code, 0)
    await writeFile(join(data, 'inbox', 'a note.txt'), 'a note')
    let tried = await patchbay(['archive', 'batch', '--dry-run'])
    for (let turn = 0; turn < 20 && /Nothing is ready/.test(tried.err); turn++) {
      await wait(500)
      assert.equal((await patchbay(['archive', 'run', 'dedup'])).code, 0)
      tried = await patchbay(['archive', 'batch', '--dry-run'])
    }
    assert.equal(tried.code, 0, tried.err)
    assert.match(tried.out, /a note\.txt → .*a note\.txt/)
    assert.equal(await readFile(join(data, 'inbox', 'a note.txt'), 'utf8'), 'a note')
  })

  it('says of files of this machine whether they are safe, and why they lie where they do', async () => {
    await writeFile(join(folder, 'copy.txt'), 'hello')
    await writeFile(join(folder, 'unseen.txt'), 'nobody has seen this')
    const asked = await patchbay(['where', join(folder, 'copy.txt'), join(folder, 'unseen.txt'), '--all', '--json'])
    assert.equal(asked.code, 3, asked.err)
    const { files, answers } = JSON.parse(asked.out) as {
      files: number
      answers: { verdict: string; where: unknown }[]
    }
    assert.deepEqual([files, answers[1]?.verdict], [2, 'unknown'])
    assert.ok(['safe', 'not-safe'].includes(String(answers[0]?.verdict)), asked.out)
    const told = await patchbay(['why', join(folder, 'copy.txt')])
    assert.equal(told.code, 0, told.err)
    assert.match(told.out, /^archive\/.*notes\.txt/m)
    assert.equal((await patchbay(['why', join(folder, 'unseen.txt')])).code, 3)
  })

  it('asks of a folder without what Patchbay and systems keep there, and writes over no file', async () => {
    const card = join(folder, 'card')
    await mkdir(card)
    for (const name of ['.patchbay-root', '.DS_Store', 'IMG_1.JPG']) await writeFile(join(card, name), name)
    const csv = join(folder, 'card.csv')
    const asked = await patchbay(['where', card, '--csv', csv])
    assert.equal(asked.code, 3, asked.err)
    assert.deepEqual((await readFile(csv, 'utf8')).match(/^.*card\/.*(?=,8,|,9,)/gm), [join(card, 'IMG_1.JPG')])
    const again = await patchbay(['where', card, '--csv', csv])
    assert.equal(again.code, 1)
    assert.match(again.err, /could not be written/)
  })

  it('backs up beside the running server, restores only when it has stopped, and says what it replaced', async () => {
    const { file } = await json(['backup'])
    const busy = await patchbay(['restore', String(file), '--yes'])
    assert.equal(busy.code, 1)
    assert.match(busy.err, /uses the data folder/)
    assert.equal((await patchbay(['stop'])).code, 0)
    assert.equal((await patchbay(['restore', String(file)])).code, 1)
    const tried = await json(['restore', String(file), '--dry-run'])
    assert.equal(tried['replaced'], null)
    const restored = await json(['restore', String(file), '--yes'])
    assert.match(String(restored['replaced']), /replaced-/)
    assert.equal((await patchbay(['check'])).code, 0)
    await writeFile(join(folder, 'bad.db'), 'no database')
    assert.match((await patchbay(['restore', String(file), '--yes'])).out, /stay where they are now/)
    assert.equal((await patchbay(['restore', join(folder, 'bad.db'), '--yes'])).code, 1)
    const again = await json(['restart'])
    assert.ok(Number(again['pid']) > 0)
    assert.match((await patchbay(['people', 'list'])).out, /Ann/)
  })

  it('says why a start failed', async () => {
    await patchbay(['stop'])
    await writeFile(join(data, 'patchbay.yaml'), 'archive:\n  batch:\n    max_files: few\n')
    const { code, err } = await patchbay(['start'])
    assert.equal(code, 1)
    assert.match(err, /Line 3.*archive\.batch\.max_files/)
  })
})
