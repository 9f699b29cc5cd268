import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { BY_HAND, lookUntilStill, startApp } from '../start-app.ts'

it(
  'makes exactly one batch of two simultaneous requests while batches may not run in parallel',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: BY_HAND })
    await app.drop({ 'inbox/a.jpg': picture(), 'inbox/b.jpg': picture() })
    await lookUntilStill(app)
    const make = () => app.cli('POST', 'api/v1/archive/batches', { dryRun: true })
    const answers = await Promise.all([make(), make()])
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [202, 409])
    const refused = answers.find((answer) => answer.status === 409)
    assert.equal(refused?.json['code'], 'archive/batch-blocks')
    assert.match(String(refused?.json['detail']), /batch_001/)
    await app.settled()
    assert.equal((await app.batches()).length, 1)
  },
)

it('makes both when they may', { timeout: 60_000 }, async () => {
  await using app = await startApp({
    yaml: `${BY_HAND}  batch:\n    allow_parallel: true\n    selection_mode: files\n    max_files: 1\n`,
  })
  await app.drop({ 'inbox/a.jpg': picture(), 'inbox/b.jpg': picture() })
  await lookUntilStill(app)
  const make = () => app.cli('POST', 'api/v1/archive/batches', { dryRun: true })
  assert.deepEqual(
    (await Promise.all([make(), make()])).map((answer) => answer.status),
    [202, 202],
  )
  await app.settled()
  const batches = await app.batches()
  assert.deepEqual(
    batches.map(({ state, fileCount }) => [state, fileCount]),
    [
      ['CREATING', 1],
      ['CREATING', 1],
    ],
  )
})

it('refuses a batch when there is nothing to take', { timeout: 60_000 }, async () => {
  await using app = await startApp({ yaml: BY_HAND })
  const { status, text } = await app.cli('POST', 'api/v1/archive/batches', {})
  assert.deepEqual([status, (JSON.parse(text) as { code: string }).code], [409, 'archive/nothing-to-take'])
  assert.deepEqual(await app.batches(), [])
})

it(
  'gives a reserved batch back when nothing is left to take, so that it blocks nothing',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: BY_HAND })
    await app.drop({ 'inbox/note.txt': Buffer.from('a note') })
    await lookUntilStill(app)
    await rm(join(app.dataFolder, 'inbox/note.txt'))
    assert.equal((await app.cli('POST', 'api/v1/archive/batches', {})).status, 202)
    await app.settled()
    await app.drop({ 'inbox/note.txt': Buffer.from('another note') })
    await lookUntilStill(app)
    assert.equal((await app.cli('POST', 'api/v1/archive/batches', { dryRun: true })).status, 202)
    await app.settled()
    assert.deepEqual((await app.batches()).map((batch) => batch.state).toSorted(), ['ABANDONED', 'CREATING'])
  },
)
