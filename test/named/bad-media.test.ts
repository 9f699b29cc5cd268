import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import type { ItemWhy } from '../../src/archive/contract.ts'
import { builtMovie } from '../../src/media/__fixtures__/built-files.ts'
import { picture } from '../pictures.ts'
import { startApp } from '../start-app.ts'

it('keeps corrupt, cut, empty and mislabelled media, and says of each what is wrong', { timeout: 90_000 }, async () => {
  await using app = await startApp()
  const day = '2021:07:02 00:30:00'
  const whole = picture(day)
  const files: Record<string, Buffer> = {
    'cut.jpg': whole.subarray(0, whole.length - 200),
    'cut.mp4': builtMovie().subarray(0, 1500),
    'zero.jpg': Buffer.alloc(0),
    'noise.jpg': Buffer.from(Array.from({ length: 3000 }, (_one, at) => (at * 7919) % 251)),
    'really-a-film.jpg': builtMovie(),
    'IMG_20220304_050607.jpg': picture('0000:00:00 00:00:00'),
    'program.jpg': Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(900, 3)]),
  }
  await app.drop(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`inbox/${name}`, bytes])))
  await app.settled()
  const items = new Map([...(await app.items()).values()].map((item) => [item.name, item]))
  const whyOf = (name: string) => app.get<ItemWhy>(`api/v1/archive/items/${items.get(name)?.itemId}`)
  for (const name of ['cut.jpg', 'cut.mp4']) {
    assert.equal(items.get(name)?.state, 'incomplete', name)
    assert.ok((items.get(name)?.reason?.text.length ?? 0) > 10, name)
    assert.deepEqual(readFileSync(join(app.dataFolder, 'inbox', name)), files[name])
  }
  assert.equal(items.get('zero.jpg')?.reason?.code, 'ingest.empty')
  assert.ok((await app.cards()).some(({ said }) => said.code === 'archive.incomplete'))
  assert.equal(items.get('really-a-film.jpg')?.mediaKind, 'video')
  assert.match(JSON.stringify((await whyOf('really-a-film.jpg')).because), /mislabelled/)
  const zeroes = await whyOf('IMG_20220304_050607.jpg')
  assert.equal(zeroes.captured?.local.slice(0, 10), '2022-03-04')
  assert.match(JSON.stringify(zeroes.because), /0000:00:00/)
  const archived = await app.files('archive')
  const left = await app.files('inbox')
  assert.equal(archived.length + left.length, Object.keys(files).length, 'none is lost')
  for (const { itemId } of items.values()) {
    const answer = await app.cli('GET', `api/v1/archive/items/${itemId}/thumbnail`)
    assert.ok([200, 404].includes(answer.status), answer.text)
  }
})
