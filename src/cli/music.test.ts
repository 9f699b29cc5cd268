import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
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
async function fileOf(name: string, content: unknown): Promise<string> {
  await writeFile(place(name), JSON.stringify(content))
  return place(name)
}

before(async () => {
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  await well('stations', 'add', 'Hall', 'Europe/Paris')
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

describe('patchbay clocks, categories, carts, dayparts, grid and separation', () => {
  it('makes an hour of its parts, and lets go of what nothing needs', async () => {
    const morning = await fileOf('morning.json', { weekDays: [1, 2, 3, 4, 5], from: '06:00', to: '10:00' })
    assert.match(await well('dayparts', 'add', '1', 'Morning', '--facts', morning), /1 +Morning +12345 06:00–10:00/)
    const gold = await fileOf('gold.json', { query: { typeCodes: ['MUS'] }, daypartIds: [1] })
    assert.match(await well('categories', 'add', '1', 'Gold', '--facts', gold), /1 +Gold +–/)
    const idents = await fileOf('idents.json', { members: [{ trackId: 4, weight: 2 }] })
    assert.match(await well('carts', 'add', '1', 'Idents', '--facts', idents), /1 +Idents +1/)
    const slots = [
      { kind: 'cart', slotId: 'a', cartId: 1, anchor: { kind: 'hard', atMs: 0 } },
      { kind: 'category', slotId: 'b', categoryId: 1, fill: { by: 'end' } },
    ]
    assert.match(await well('clocks', 'add', '1', 'Day', '--facts', await fileOf('day.json', { slots })), /1 +Day +2/)
    assert.match(await well('clocks', 'copy', '1', 'Night'), /2 +Night +2/)
    assert.match(await well('clocks', 'change', '2', '--name', 'Evening'), /Evening/)
    const inUse = await run('categories', 'remove', '1')
    assert.match(inUse.err, /“Gold” is needed by: Day, Evening/)
    assert.match(await well('dayparts', 'list', '1'), /Morning .*Gold/)
    assert.match(await well('clocks', 'remove', '2'), /2 is removed/)
    const missing = await run('clocks', 'add', '1', 'Else', '--facts', place('nothing.json'))
    assert.match(missing.err, /can’t be read/)
  })

  it('paints the week and a day', async () => {
    assert.match(await well('grid', 'set', '1', '1-5,7', '6-9,12', '1'), /06 +1 +1 +1 +1 +1 +– +1/)
    assert.match(await well('grid', 'show', '1', '2026-10-25'), /clocks of the week[^]*02\+/)
    assert.match(await well('grid', 'day', '1', '2026-10-25', '02+', '1'), /its own[^]*02\+ .* 1/)
    assert.match(await well('grid', 'clear', '1', '2026-10-25'), /clocks of the week/)
    assert.match(await well('grid', 'set', '1', '1', '6', 'none'), /06 +– +1/)
    assert.match((await run('grid', 'set', '1', '0-9', '6', '1')).err, /not made of numbers/)
    assert.match((await run('grid', 'set', '1', '1', '6', 'x')).err, /neither the number/)
  })

  it('keeps rules, carries clocks in a file, and previews only with a library', async () => {
    assert.match(await well('separation', 'show', '1'), /artist, minutes +90/)
    const changed = await well('separation', 'change', '1', '--artist', '60', '--artist-per-hour', '1', '--cart', '0')
    assert.match(changed, /artist, minutes +60[^]*artist, times an hour +1/)
    await well('clocks', 'export', '1', '--out', place('clocks.json'))
    const file = await readFile(place('clocks.json'), 'utf8')
    const renamed = JSON.parse(file.replace('"Day"', '"Other day"')) as unknown
    assert.match(await well('clocks', 'import', '1', await fileOf('other.json', renamed)), /Other day/)
    assert.match((await run('clocks', 'import', '1', place('clocks.json'))).err, /“Day” already/)
    assert.match((await run('clocks', 'preview', '1', '2026-11-30', '08')).err, /library/)
  })
})
