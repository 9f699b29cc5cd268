import { confirm, intro, isCancel, outro, select, text } from '@clack/prompts'
import { archiveRoutes } from '../archive/contract.ts'
import { say } from '../kernel/words.ts'
import { planRoutes } from '../plans/contract.ts'
import { type Cli, EXIT, type ExitCode } from './cli.ts'
import { type Action, argsOf, noArgs } from './command.ts'
import * as archive from './commands/archive.ts'
import { configPath, editConfig } from './commands/config.ts'
import { supportBundle } from './commands/diagnostics.ts'
import * as integrity from './commands/integrity.ts'
import { listRuns } from './commands/jobs.ts'
import { applyPlan, discardPlan, showPlan } from './commands/plans.ts'
import { start, status, stop } from './commands/server.ts'
import * as syncing from './commands/syncing.ts'
import * as syncthing from './commands/syncthing.ts'
import { attention, doctor } from './commands/watch.ts'
import * as where from './commands/where.ts'
import { tellFailure } from './print.ts'
import { findServer } from './server-process.ts'

const CHOICES: Readonly<Record<string, Action>> = {
  status,
  attention,
  overview: archive.overview,
  figures: (cli) => archive.figures(cli, noArgs),
  where: askWhere,
  integrity: (cli) => integrity.overview(cli, noArgs),
  'integrity-check': (cli) => integrity.check(cli, argsOf([])),
  run: (cli) => archive.runSteps(cli, noArgs),
  'run-stepwise': (cli) => archive.runSteps(cli, argsOf([], { stepwise: true })),
  'go-on': (cli) => archive.goOn(cli, noArgs),
  dedup: (cli) => archive.runStep('dedup')(cli, noArgs),
  batch: (cli) => archive.createBatch(cli, noArgs),
  batches: (cli) => archive.listBatches(cli, argsOf([], { limit: 5 })),
  syncs: (cli) => syncing.listSyncs(cli, argsOf([], { refresh: true })),
  'sync-check': syncing.diagnose,
  listeners: (cli) => syncthing.listeners(cli, noArgs),
  sort: sortOne,
  'batch-by-id': batchById,
  cleanup: (cli) => archive.runStep('cleanup')(cli, noArgs),
  plans: reviewPlan,
  undo: undoOne,
  runs: (cli) => listRuns(cli, argsOf([], { limit: 10 })),
  config: editConfig,
  'config-path': (cli) => configPath(cli, noArgs),
  doctor,
  'support-bundle': (cli) => supportBundle(cli, noArgs),
  stop,
}

/** What `patchbay` alone shows on a terminal: the same commands, chosen with the arrow keys. */
export async function runMenu(cli: Cli): Promise<ExitCode> {
  intro(say('app.name'))
  if (findServer(cli.dataFolder) === undefined && cli.env['PATCHBAY_URL'] === undefined) {
    const wanted = await confirm({ message: say('cli.menu.start', { folder: cli.dataFolder }) })
    if (isCancel(wanted) || !wanted) return EXIT.ok
    await start(cli, noArgs)
  }
  for (;;) {
    const names = [...Object.keys(CHOICES), 'quit']
    const options = names.map((value) => ({ value, label: say(`cli.menu.${value}`) }))
    const chosen = await select({ message: say('cli.menu.what'), options })
    const action = isCancel(chosen) ? undefined : CHOICES[chosen]
    if (action === undefined) break
    await runOne(cli, action)
    if (action === stop) break
  }
  outro(say('cli.menu.bye'))
  return EXIT.ok
}

/** A failure is told, and the menu goes on. */
async function runOne(cli: Cli, action: Action): Promise<void> {
  try {
    await action(cli, noArgs)
  } catch (error) {
    cli.note(tellFailure(error).lines.join('\n'))
  }
}

async function sortOne(cli: Cli): Promise<ExitCode> {
  const { body } = await cli.api().call(archiveRoutes.routes.listBatches, { query: { state: 'PENDING', limit: 50 } })
  const options = body.items.map(({ batchId, name, fileCount }) => ({
    value: String(batchId),
    label: say('cli.menu.batch-files', { name, count: fileCount }),
  }))
  const batchId = await choose(cli, say('cli.menu.which-batch'), options)
  return batchId === undefined ? EXIT.ok : archive.sortBatch(cli, argsOf([batchId]))
}

async function reviewPlan(cli: Cli): Promise<ExitCode> {
  const { body } = await cli.api().call(planRoutes.routes.list, { query: { state: 'draft', limit: 50 } })
  const options = body.items.map(({ planId, title }) => ({ value: String(planId), label: title.text }))
  const planId = await choose(cli, say('cli.menu.which-plan'), options)
  if (planId === undefined) return EXIT.ok
  await showPlan(cli, argsOf([planId]))
  const verdicts = ['apply', 'discard', 'leave'].map((value) => ({ value, label: say(`cli.menu.plan-${value}`) }))
  const verdict = await select({ message: say('cli.menu.plan-verdict'), options: verdicts })
  if (verdict === 'apply') return applyPlan(cli, argsOf([planId]))
  return verdict === 'discard' ? discardPlan(cli, argsOf([planId])) : EXIT.ok
}

async function askWhere(cli: Cli): Promise<ExitCode> {
  const path = await text({ message: say('cli.menu.which-files') })
  return isCancel(path) || path === '' ? EXIT.ok : where.where(cli, { ...noArgs, rest: [path] })
}

async function undoOne(cli: Cli): Promise<ExitCode> {
  const runId = await text({ message: say('cli.menu.which-run') })
  return isCancel(runId) || runId === '' ? EXIT.ok : archive.undoRun(cli, argsOf([runId]))
}

/** Any batch, however old: what it is, and what can be done with it. */
async function batchById(cli: Cli): Promise<ExitCode> {
  const batchId = await text({ message: say('cli.menu.which-batch-id') })
  if (isCancel(batchId) || batchId === '') return EXIT.ok
  await archive.showBatch(cli, argsOf([batchId]))
  const acts = {
    sync: syncing.startSync,
    sort: archive.sortBatch,
    retry: archive.retryBatch,
    abandon: archive.abandonBatch,
    leave: undefined,
  }
  const options = Object.keys(acts).map((value) => ({ value, label: say(`cli.menu.batch-${value}`) }))
  const chosen = await select({ message: say('cli.menu.batch-what'), options })
  const act = isCancel(chosen) ? undefined : acts[chosen as keyof typeof acts]
  return act === undefined ? EXIT.ok : act(cli, argsOf([batchId]))
}

async function choose(
  cli: Cli,
  message: string,
  options: { value: string; label: string }[],
): Promise<string | undefined> {
  if (options.length === 0) {
    cli.note(say('cli.nothing'))
    return undefined
  }
  const chosen = await select({ message, options })
  return isCancel(chosen) ? undefined : chosen
}
