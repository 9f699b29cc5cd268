import { archiveRoutes, type BatchView, StepName } from '../../archive/contract.ts'
import { figureRoutes } from '../../archive/figures/contract.ts'
import { workflowRoutes } from '../../archive/workflow/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import { type Action, argsOf } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { bytes, list, plain, table, when } from '../print.ts'
import { showPlan, started } from './plans.ts'

const { routes } = archiveRoutes

export const overview: Action = async (cli) => {
  const { body } = await cli.api().call(routes.getOverview, {})
  show(cli, body, () =>
    [
      list(
        body.folders.map((folder) => [
          folder.name,
          `${folder.path}${folder.reason === null ? '' : `  ! ${folder.reason.text}`}`,
        ]),
      ),
      '',
      table(
        ['state', 'files', 'size'].map((head) => say(`cli.head.${head}`)),
        Object.entries(body.states).map(([state, of]) => [say(`cli.item.state.${state}`), of.count, bytes(of.bytes)]),
      ),
      '',
      say('cli.archive.last-day', { count: body.filedLast24h.count, size: bytes(body.filedLast24h.bytes) }),
      ...body.openPlanIds.map((planId) => say('cli.archive.plan-waits', { planId })),
    ].join('\n'),
  )
  return body.openPlanIds.length > 0 ? EXIT.attention : EXIT.ok
}

const batchTable = (batches: readonly BatchView[]): string =>
  table(
    ['id', 'batch', 'state', 'files', 'size', 'created', 'why'].map((head) => say(`cli.head.${head}`)),
    batches.map((batch) => [
      batch.batchId,
      batch.name,
      batch.state,
      batch.fileCount,
      bytes(batch.sizeBytes),
      when(batch.createdAt),
      batch.reason?.text ?? '',
    ]),
  )

export const listBatches: Action = async (cli, { options }) => {
  const query = { state: options['state'], limit: options['limit'] } as never
  const { body } = await cli.api().call(routes.listBatches, { query })
  show(cli, body, () => batchTable(body.items))
  return EXIT.ok
}

export const showBatch: Action = async (cli, { positional: [batchId] }) => {
  const { body } = await cli.api().call(routes.getBatch, { params: { batchId } })
  show(cli, body, () => batchTable([body]))
  return EXIT.ok
}

interface Made {
  planId: number | null
  runId: number | null
  batchId: number | null
  reason: { text: string; todo?: string | undefined } | null
}

/** A dry run shows its plan; else the run is followed; a refusal says why. */
async function tellMade(cli: Cli, made: Made, options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  if (made.reason !== null) {
    show(cli, made, () => plain([made.reason?.text, made.reason?.todo].filter((line) => line !== undefined).join('\n')))
    return EXIT.findings
  }
  if (options['dryRun'] === true && made.planId !== null) return showPlan(cli, argsOf([String(made.planId)]))
  if (made.runId !== null) return followMade(cli, { runId: made.runId, batchId: made.batchId }, options)
  show(cli, made, () => say('cli.nothing'))
  return EXIT.ok
}

/** A dry run ends with the plan that it made. */
async function followMade(
  cli: Cli,
  { runId, batchId }: { runId: number; batchId: number | null },
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const code = await started(cli, runId, options)
  if (options['dryRun'] !== true || options['wait'] === false || batchId === null || code !== EXIT.ok) return code
  const { body: batch } = await cli.api().call(routes.getBatch, { params: { batchId } })
  const planId = batch.sortPlanId ?? batch.takePlanId
  return planId === null ? code : showPlan(cli, argsOf([String(planId)]))
}

export const createBatch: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.createBatch, { body: { dryRun: options['dryRun'] === true } })
  return tellMade(cli, body, options)
}

export const sortBatch: Action = async (cli, { positional: [batchId], options }) => {
  const request = { params: { batchId }, body: { dryRun: options['dryRun'] === true } }
  const { body } = await cli.api().call(routes.sortBatch, request)
  return tellMade(cli, body, options)
}

export const retryBatch: Action = async (cli, { positional: [batchId] }) => {
  const { body } = await cli.api().call(routes.retryBatch, { params: { batchId }, body: {} })
  show(cli, body, () => batchTable([body]))
  return EXIT.ok
}

export const abandonBatch: Action = async (cli, { positional: [batchId], options }) => {
  const { body } = await cli.api().call(routes.abandonBatch, { params: { batchId }, body: {} })
  return started(cli, body.runId, options)
}

/** All steps in their order, or those that are named. */
export const runSteps: Action = async (cli, { rest, options }) => {
  const steps = rest.map((step) => StepName.parse(step))
  const isStepwise = options['stepwise'] === true
  const wanted = steps.length === 0 ? { isStepwise } : { steps, isStepwise }
  const { body } = await cli.api().call(routes.startRun, { body: wanted })
  if (!body.started) cli.note(say('cli.archive.already-runs', { runId: body.runId }))
  const code = await started(cli, body.runId, options)
  const runs = await cli.api().call(routes.listRuns, { query: { limit: 10 } })
  const blockedBy = runs.body.items.find(({ runId }) => runId === body.runId)?.blockedBy ?? null
  if (blockedBy !== null) cli.note(plain([blockedBy.text, blockedBy.todo ?? ''].join(' ').trim()))
  return code
}

export const runStep =
  (step: StepName): Action =>
  (cli, args) =>
    runSteps(cli, { ...args, rest: [step] })

/** The run that waits, or the one that is named, begins its next step, and is followed to its next pause. */
export const goOn: Action = async (cli, { positional: [given], options }) => {
  const { body: figures } = await cli.api().call(figureRoutes.routes.getFigures, {})
  const runId = given ?? figures.pauses[0]?.runId
  if (runId === undefined) {
    show(cli, { runId: null }, () => say('cli.archive.nothing-paused'))
    return EXIT.ok
  }
  const { body } = await cli.api().call(workflowRoutes.routes.goOn, { params: { runId }, body: {} })
  cli.note(say('cli.archive.went-on', { runId: body.runId, step: say(`archive.step.${body.next}`) }))
  return options['wait'] === false ? EXIT.ok : followRun(cli, body.runId)
}

/** Headline figures, batches under way, what was last, and how long the disk lasts. */
export const figures: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(figureRoutes.routes.getFigures, {})
  const history = await cli
    .api()
    .call(figureRoutes.routes.getHistory, { query: { days: Number(options['days'] ?? 30) } })
  const { forecast, samples } = history.body
  show(cli, { ...body, storage: history.body }, () =>
    [
      list([
        [say('cli.figure.filed'), countAndBytes(body.filed)],
        [say('cli.figure.today'), countAndBytes(body.filedToday)],
        [say('cli.figure.week'), countAndBytes(body.filedLast7Days)],
        [say('cli.figure.duplicates'), countAndBytes(body.duplicates)],
        [say('cli.figure.waiting'), body.waiting],
        [say('cli.figure.free'), bytes(samples.at(-1)?.freeBytes ?? 0)],
        [
          say('cli.figure.full'),
          forecast === null
            ? say('cli.figure.never')
            : say('cli.figure.full-on', { day: forecast.fullOn, perDay: bytes(forecast.perDay) }),
        ],
      ]),
      batchTable(body.activeBatches.length > 0 ? body.activeBatches : body.recentBatches),
      ...body.pauses.map(({ runId, next }) => say('cli.archive.waits', { runId, step: say(`archive.step.${next}`) })),
    ].join('\n\n'),
  )
  return body.pauses.length > 0 ? EXIT.attention : EXIT.ok
}

const countAndBytes = ({ count, bytes: size }: { count: number; bytes: number }): string =>
  say('cli.figure.count', { count, size: bytes(size) })

export const undoRun: Action = async (cli, { positional: [runId], options }) => {
  const { body } = await cli.api().call(routes.undoRun, { params: { runId }, body: {} })
  return started(cli, body.runId, options)
}

export const listArchiveRuns: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.listRuns, { query: { limit: options['limit'] } })
  const heads = ['id', 'steps', 'state', 'filed', 'duplicates', 'created', 'actor'].map((head) =>
    say(`cli.head.${head}`),
  )
  show(cli, body, () =>
    table(
      heads,
      body.items.map((run) => [
        run.runId,
        run.steps.join(' '),
        run.waitsBefore === null
          ? say(`web.jobs.state.${run.state}`)
          : say('cli.archive.waitsBefore', { step: say(`archive.step.${run.waitsBefore}`) }),
        run.filed,
        run.duplicates,
        when(run.createdAt),
        run.actor,
      ]),
    ),
  )
  return EXIT.ok
}

export const listItems: Action = async (cli, { options }) => {
  const { state, batch, month, text, limit } = options
  const { body } = await cli
    .api()
    .call(routes.listItems, { query: { state, batchId: batch, month, text, limit } as never })
  const heads = ['id', 'file', 'state', 'size', 'captured', 'why'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((item) => [
        item.itemId,
        `${item.root}/${item.path}`,
        say(`cli.item.state.${item.state}`),
        bytes(item.size),
        item.captured === null ? null : `${item.captured.local} (${item.captured.sourceText})`,
        item.reason?.text ?? '',
      ]),
    ),
  )
  return EXIT.ok
}

export const showItem: Action = async (cli, { positional: [itemId] }) => {
  const { body } = await cli.api().call(routes.getItem, { params: { itemId } })
  show(
    cli,
    body,
    () => plain(`${body.root}/${body.path}`) + body.because.map((said) => `\n  ${plain(said.text)}`).join(''),
  )
  return EXIT.ok
}

export const listDuplicates: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.listDuplicates, { query: { limit: options['limit'] } })
  const heads = ['original', 'copy', 'state', 'size'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.flatMap(({ original, copies }) =>
        copies.map((copy) => [
          original === null ? null : `${original.root}/${original.path}`,
          `${copy.root}/${copy.path}`,
          say(`cli.item.state.${copy.state}`),
          bytes(copy.size),
        ]),
      ),
    ),
  )
  return EXIT.ok
}

export const releaseItems: Action = async (cli, { rest }) => {
  const itemIds = rest.map(Number)
  const { body } = await cli.api().call(routes.releaseItems, { body: itemIds.length === 0 ? {} : { itemIds } })
  show(cli, body, () => say('cli.archive.released', { count: body.released }))
  const unheld = Math.max(0, itemIds.length - body.released)
  if (unheld === 0) return EXIT.ok
  cli.note(say('cli.archive.not-held', { count: unheld }))
  return EXIT.findings
}

export const putBackCopies: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.putBackCopies, { body: {} })
  return started(cli, body.runId, options)
}

/** Without a date: what the file itself says holds again. */
export const setDate: Action = async (cli, { positional: [itemId, local] }) => {
  const { body } = await cli.api().call(routes.setCaptureDate, { params: { itemId }, body: { local: local ?? null } })
  show(cli, body, () => plain(body.captured === null ? '–' : `${body.captured.local} (${body.captured.sourceText})`))
  return EXIT.ok
}

export const showManifest: Action = async (cli, { positional: [batchId] }) => {
  const response = await cli.api().open(routes.getManifest, { params: { batchId } })
  cli.out((await response.text()).trimEnd())
  return EXIT.ok
}

export const showStorage: Action = async (cli) => {
  const { body } = await cli.api().call(routes.getStorage, {})
  const heads = ['kind', 'count', 'size'].map((head) => say(`cli.head.${head}`))
  const rows = body.kinds.map(({ kind, count, bytes: size }) => [say(`cli.storage.${kind}`), count, bytes(size)])
  const free = say('cli.archive.free', { free: bytes(body.freeBytes), disk: bytes(body.diskBytes) })
  show(cli, body, () => [table(heads, rows), free].join('\n'))
  return EXIT.ok
}

export const showTimeline: Action = async (cli) => {
  const { body } = await cli.api().call(routes.getTimeline, {})
  const heads = ['month', 'count', 'size'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.months.map(({ month, count, bytes: size }) => [month, count, bytes(size)]),
    ),
  )
  return EXIT.ok
}

export const showActivity: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.getActivity, { query: { days: options['days'] } })
  const heads = ['day', 'filed', 'size', 'duplicates'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.days.map(({ day, filed, bytes: size, duplicates }) => [day, filed, bytes(size), duplicates]),
    ),
  )
  return EXIT.ok
}
