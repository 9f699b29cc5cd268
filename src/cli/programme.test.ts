import assert from 'node:assert/strict'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'

let app: TestApp
let host: CliHost
const run = (...args: string[]): Promise<Said> => host.run(args)
const place = (name: string): string => join(app.dataFolder, name)
async function well(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args)
  assert.equal(code, 0, `${args.join(' ')}: ${out}${err}`)
  return out
}

before(async () => {
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

describe('patchbay shows, episodes and programme', () => {
  it('a station keeps its programme when told to, and no longer when told so', async () => {
    assert.match(await well('stations', 'add', 'Hall', 'UTC', '--own-programme'), /Hall +UTC +– +Patchbay/)
    assert.doesNotMatch(await well('stations', 'change', '1', '--no-own-programme'), /Patchbay/)
    const refused = await run('shows', 'add', '1', 'Night Drift')
    assert.equal(refused.code, 1)
    assert.match(refused.err, /does not keep its shows/)
    assert.match(await well('stations', 'change', '1', '--own-programme'), /Patchbay/)
    assert.match(await well('stations', 'change', '1', '--name', 'Radio Hall'), /Radio Hall .*Patchbay/)
  })

  it('adds, changes, takes out and puts back', async () => {
    assert.match(await well('shows', 'add', '1', 'Night Drift', '--hosts', 'Ada'), /1 +Night Drift +Ada +0 +–/)
    assert.match(await well('shows', 'change', '1', '--title', 'Drift', '--playout-show', '4'), /Drift +Ada +0 +4/)
    const added = await well('episodes', 'add', '1', 'The first', '--show', '1', '--minutes', '59.5', '--review')
    assert.match(added, /1 +e1 +Drift +The first +draft +– +00:59:30 +–/)
    const times = ['--starts', '2026-11-18T20:00:00Z', '--ends', '2026-11-18T21:00:00Z', '--published', '--no-review']
    await well('episodes', 'change', '1', '--track', '12', ...times)
    const now = JSON.parse(await well('episodes', 'show', '1', '--json')) as Record<string, unknown>
    const { trackId, airStatus, publishedStatus, pendingReview, durationMs, scheduledAt } = now
    assert.deepEqual([trackId, airStatus, publishedStatus, pendingReview, durationMs, scheduledAt], ['12', 'queued', 'published', false, 3_570_000, '2026-11-18T20:00:00.000Z']) // prettier-ignore
    await well('episodes', 'change', '1', '--track', '0', '--starts', '', '--ends', '', '--show', '0')
    assert.match(await well('episodes', 'list', '1', '--text', 'first', '--status', 'draft'), /e1 +– +The first +draft/)
    await well('episodes', 'remove', '1')
    await well('shows', 'remove', '1')
    assert.match(await well('shows', 'list', '1', '--removed'), /Drift/)
    assert.doesNotMatch(await well('episodes', 'list', '1'), /The first/)
    await well('shows', 'restore', '1')
    await well('episodes', 'restore', '1')
    assert.match(await well('shows', 'show', '1'), /Drift/)
    assert.equal((await run('episodes', 'list', '1', '--show', 'drift')).code, 2)
    assert.equal((await run('programme', 'export', '1', 'things')).code, 2)
  })

  it('says what a file would change, changes it when told to, and exports it', async () => {
    const file = place('new.csv')
    await writeFile(file, 'show;title;mood\nDrift;The second;glad\nOther;The third;\n')
    const dry = await well('programme', 'import', '1', 'episodes', file)
    assert.match(dry, /passed over: mood\n2 to add, 0 to change, 0 as they are, 0 wrong\nPlan 1 does it/)
    assert.match(await well('plans', 'show', '1'), /radio\.put-show .*Other/)
    await well('programme', 'import', '1', 'episodes', file, '--apply')
    assert.match(await well('programme', 'export', '1', 'shows'), /\ns2,Other,,,\n$/)
    const saved = place('out.csv')
    await well('programme', 'export', '1', 'episodes', '--out', saved)
    assert.match(await readFile(saved, 'utf8'), /^\uFEFFid,show,title,.*\r\ne1,,The first/)
    const again = await run('programme', 'export', '1', 'episodes', '--out', saved)
    assert.deepEqual([again.code, /could not be written/.test(again.err)], [1, true])
    assert.match(await readFile(saved, 'utf8'), /The first/)
    assert.match(await well('programme', 'import', '1', 'episodes', saved), /0 to add, 0 to change, 3 as they are/)
  })

  it('tells wrong lines and ends with 3; what is no such file is refused', async () => {
    const file = place('wrong.csv')
    await writeFile(file, 'id,title,length\ne1,The first,soon\ne77,X,\n')
    const wrong = await run('programme', 'import', '1', 'episodes', file, '--apply')
    assert.equal(wrong.code, 3)
    assert.match(wrong.out, /2 +length +It is no length.*\n3 +id +There is no episode e77/)
    await writeFile(file, 'title\n"open\n')
    const open = await run('programme', 'import', '1', 'episodes', file)
    assert.deepEqual([open.code, /opens in line 2 never closes/.test(open.err)], [1, true])
    await truncate(file, 2 ** 31)
    const large = await run('programme', 'import', '1', 'episodes', file)
    assert.deepEqual([large.code, /too large: at most 8 MB/.test(large.err)], [1, true])
    const none = await run('programme', 'import', '1', 'episodes', place('not-there.csv'))
    assert.deepEqual([none.code, /can’t be read/.test(none.err)], [1, true])
  })

  it('is refused by the server too when it is too large', async () => {
    const answer = await fetch(`${app.address}api/v1/radio/stations/1/programme/import?what=shows`, {
      method: 'POST',
      headers: { authorization: await app.bearer(), 'content-type': 'text/csv' },
      body: Buffer.alloc(9 << 20, 'x'),
    })
    assert.equal(answer.status, 413)
    assert.match(await answer.text(), /"code":"request\//)
  })
})
