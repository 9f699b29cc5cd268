import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import type { ItemView } from '../../src/archive/contract.ts'
import { picture } from '../pictures.ts'
import { startApp } from '../start-app.ts'

it('files a manifest.json from the intake like any file, and keeps its own manifest', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  await app.drop(
    { 'inbox/manifest.json': '{"mine":1}', 'inbox/trip/manifest.json': '{"mine":2}' },
    new Date('2022-05-06T10:00:00'),
  )
  await app.settled()
  const filed = await app.files('archive')
  assert.deepEqual(filed.map((path) => readFileSync(join(app.dataFolder, 'archive', path), 'utf8')).toSorted(), [
    '{"mine":1}',
    '{"mine":2}',
  ])
  const named: string[] = []
  for (const { batchId, name } of await app.batches()) {
    const manifest = await app.get<{ batch: string; files: { relative_path: string }[] }>(
      `api/v1/archive/batches/${batchId}/manifest`,
    )
    assert.equal(manifest.batch, name)
    named.push(...manifest.files.map((file) => file.relative_path))
  }
  assert.deepEqual(named.toSorted(), ['manifest.json', 'trip/manifest.json'])
  rmSync(join(app.dataFolder, 'manifests'), { recursive: true })
  const [batch] = await app.batches()
  const gone = await app.cli('GET', `api/v1/archive/batches/${batch?.batchId}/manifest`)
  assert.equal(gone.status, 404)
})

it('keeps both of a.jpg and A.JPG', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const [small, large] = [picture('2021:07:02 00:30:00'), picture('2021:07:02 00:30:00')]
  await app.drop({ 'inbox/a.jpg': small, 'inbox/A.JPG': large })
  await app.settled()
  const filed = await app.files('archive')
  assert.equal(filed.length, 2)
  assert.equal(new Set(filed.map((path) => path.toLowerCase())).size, 2, 'they differ on a disk that ignores case too')
  const bytes = filed.map((path) => readFileSync(join(app.dataFolder, 'archive', path)).toString('hex'))
  assert.deepEqual(bytes.toSorted(), [small, large].map((one) => one.toString('hex')).toSorted())
})

it('loses none of the odd names and kinds, and says of each what became of it', { timeout: 90_000 }, async () => {
  await using app = await startApp()
  const day = '2021:07:02 00:30:00'
  const long = `${'n'.repeat(251)}.jpg`
  const filedNames = [
    'caf\u00e9.jpg',
    'cafe\u0301.jpg',
    'new\nline.jpg',
    long,
    '🎞️ film.jpg',
    '-rf.jpg',
    'quo\'te".jpg',
    ' lead.jpg',
  ]
  const contents = new Map(filedNames.map((name) => [name, picture(day)]))
  const inbox = join(app.dataFolder, 'inbox')
  writeFileSync(join(inbox, 'empty.jpg'), '')
  const target = join(app.dataFolder, '../outside.jpg')
  writeFileSync(target, picture(day))
  symlinkSync(target, join(inbox, 'link.jpg'))
  symlinkSync('.', join(inbox, 'loop'))
  execFileSync('mkfifo', [join(inbox, 'pipe.jpg')])
  const rawName = Buffer.concat([Buffer.from(`${inbox}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.jpg')])
  const raw = picture(day)
  writeFileSync(rawName, raw)
  const linked = picture(day)
  await app.drop({ 'inbox/hard1.jpg': linked })
  linkSync(join(inbox, 'hard1.jpg'), join(inbox, 'hard2.jpg'))
  await app.drop(Object.fromEntries([...contents].map(([name, bytes]) => [`inbox/${name}`, bytes])))
  await app.settled()
  await app.until('filed', async () => (await app.files('archive')).length >= filedNames.length + 1)
  await app.settled()
  const filed = await app.files('archive')
  const inArchive = new Set(filed.map((path) => readFileSync(join(app.dataFolder, 'archive', path)).toString('hex')))
  for (const [name, bytes] of contents)
    assert.ok(inArchive.has(bytes.toString('hex')), `${JSON.stringify(name)} is filed`)
  assert.ok(inArchive.has(linked.toString('hex')))
  const aside = await app.files('duplicates')
  assert.equal(aside.length, 1, 'the second name of the hard link')
  assert.deepEqual(readFileSync(rawName), raw)
  const items = await app.items()
  const reasonOf = (name: string): ItemView['reason'] =>
    [...items.values()].find((item) => item.name === name)?.reason ?? null
  for (const [name, code] of [
    ['empty.jpg', 'ingest.empty'],
    ['link.jpg', 'ingest.symlink'],
    ['loop', 'ingest.symlink'],
    ['pipe.jpg', 'ingest.special'],
  ] as const) {
    assert.equal(reasonOf(name)?.code, code, name)
    assert.ok((reasonOf(name)?.text.length ?? 0) > 10, name)
  }
  for (const { itemId, reason } of items.values()) {
    if (!reason?.code.startsWith('ingest.')) continue
    const answer = await app.cli('GET', `api/v1/archive/items/${itemId}/thumbnail`)
    assert.deepEqual([answer.status, answer.json['code']], [404, 'thumbnail/not-opened'])
  }
  const broken = [...items.values()].find((item) => item.reason?.code === 'ingest.not-utf8')
  assert.ok(broken?.reason?.text)
})
