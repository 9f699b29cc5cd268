import assert from 'node:assert/strict'
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

it(
  'gives a reserved batch back when there is nothing to take, so that it blocks nothing',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: BY_HAND })
    assert.equal((await app.cli('POST', 'api/v1/archive/batches', {})).status, 202)
    await app.settled()
    assert.equal((await app.cli('POST', 'api/v1/archive/batches', {})).status, 202)
    await app.settled()
    assert.deepEqual(
      (await app.batches()).map((batch) => batch.state),
      ['ABANDONED', 'ABANDONED'],
    )
  },
)
