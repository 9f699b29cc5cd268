import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { picture } from '../../../test/pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../../../test/start-app.ts'
import type { JobView } from '../../jobs/contract.ts'
import type { RunView } from '../contract.ts'
import type { ArchiveFigures } from '../figures/contract.ts'

const figures = (app: TestApp) => app.get<ArchiveFigures>('api/v1/archive/figures')
const FILES = { 'inbox/IMG_20230102_030405.jpg': picture() }
const AUTO = BY_HAND.replace('mode: review', 'mode: auto')

async function startStepwise(app: TestApp, body: object = {}): Promise<number> {
  const { status, json, text } = await app.cli('POST', 'api/v1/archive/runs', { isStepwise: true, ...body })
  assert.equal(status, 202, text)
  return Number(json['runId'])
}

const pausedBefore = (app: TestApp, step: string) =>
  app.until(`a pause before ${step}`, async () => (await figures(app)).pauses.some(({ next }) => next === step))

const goOn = (app: TestApp, runId: number) => app.cli('POST', `api/v1/archive/runs/${runId}/go-on`, {})

describe('a run that goes step by step', () => {
  it('waits after each step, over a restart too, and goes on when somebody says so', { timeout: 120_000 }, async () => {
    await using app = await startApp({ yaml: AUTO })
    await app.drop(FILES)
    await lookUntilStill(app)
    const runId = await startStepwise(app)
    await pausedBefore(app, 'batch')
    assert.deepEqual(await app.files('inbox'), ['IMG_20230102_030405.jpg'], 'nothing has moved')
    const [card] = await app.cards()
    assert.deepEqual(
      [card?.said.code, card?.actions[0]?.call?.operationId],
      ['archive.run-paused', 'archive.workflow.goOn'],
    )
    const { jobs } = await app.get<{ jobs: JobView[] }>(`api/v1/runs/${runId}`)
    const pause = jobs.find(({ kind, state }) => kind === 'archive.pause' && state === 'scheduled')
    assert.deepEqual([pause?.because?.code, pause?.runAt], ['person', null], 'the tree says what it waits for')

    const runOf = async (path: string) =>
      (await app.get<{ items: (JobView & RunView)[] }>(path)).items.find((run) => run.runId === runId)
    assert.equal((await runOf('api/v1/runs'))?.because?.code, 'person', 'so does the list of runs')
    assert.equal((await runOf('api/v1/archive/runs'))?.waitsBefore, 'batch')
    await app.restart()
    await pausedBefore(app, 'batch')
    const second = await app.cli('POST', 'api/v1/archive/runs', {})
    assert.deepEqual([second.json['started'], second.json['runId']], [false, runId], 'it is still the one run')
    assert.equal((await goOn(app, runId)).status, 200)
    await pausedBefore(app, 'sort')
    assert.deepEqual(await app.files('archive'), [])
    assert.equal((await goOn(app, runId)).json['next'], 'sort')
    await pausedBefore(app, 'cleanup')
    assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
    await goOn(app, runId)
    await app.settled()
    const { recentRuns, pauses } = await figures(app)
    assert.deepEqual([recentRuns[0]?.state, recentRuns[0]?.waitsBefore, pauses], ['completed', null, []])
    assert.deepEqual(await app.cards(), [])
  })

  it(
    'refuses to go on when nothing waits, and ends without a word when it is cancelled',
    { timeout: 60_000 },
    async () => {
      await using app = await startApp({ yaml: AUTO })
      const runId = await startStepwise(app, { steps: ['dedup', 'cleanup'] })
      await pausedBefore(app, 'cleanup')
      const [first, second] = await Promise.all([goOn(app, runId), goOn(app, runId)])
      assert.deepEqual([first.status, second.status].toSorted(), [200, 409])
      await app.settled()
      assert.deepEqual((await goOn(app, runId)).json['code'], 'archive/not-paused')
      const next = await startStepwise(app, { steps: ['dedup', 'cleanup'] })
      await pausedBefore(app, 'cleanup')
      assert.equal((await app.cli('POST', `api/v1/jobs/${next}/cancel`)).status, 204)
      await app.settled()
      assert.deepEqual([(await figures(app)).pauses, await app.cards()], [[], []])
    },
  )

  it('is told and advanced by the pipeline’s own paths', { timeout: 60_000 }, async () => {
    await using app = await startApp({ yaml: AUTO })
    await startStepwise(app, { steps: ['dedup', 'cleanup'] })
    await pausedBefore(app, 'cleanup')
    const status = await app.get<{ debug: { waiting: boolean; current_step: string } }>('api/workflow/status')
    assert.deepEqual([status.debug.waiting, status.debug.current_step], [true, 'cleanup'])
    const advanced = await app.cli('POST', 'api/workflow/debug/advance', {})
    assert.equal(advanced.json['advanced'], true)
    await app.settled()
  })
})
