import { planRoutes } from '../../plans/contract.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { plain, table, when } from '../print.ts'

const { routes } = planRoutes

export const listPlans: Action = async (cli, { options }) => {
  const query = { state: options['state'], limit: options['limit'] } as never
  const { body } = await cli.api().call(routes.list, { query })
  const heads = ['id', 'plan', 'state', 'operations', 'made'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((plan) => [
        plan.planId,
        plan.title.text,
        planState(plan.state),
        plan.operationCount,
        when(plan.madeAt),
      ]),
    ),
  )
  return EXIT.ok
}

const planState = (state: string): string => say(`cli.plan.state.${state}`)

/** Shows exactly what an apply would do: each operation with its reason. */
export const showPlan: Action = async (cli, { positional: [planId] }) => {
  const { body: plan } = await cli.api().call(routes.get, { params: { planId } })
  const operations = await listOperations(cli, Number(planId))
  show(cli, { ...plan, operations }, () =>
    [
      say('cli.plan.title', {
        planId: plan.planId,
        title: plan.title.text,
        state: planState(plan.state),
        count: plan.operationCount,
      }),
      ...operations.map((one) =>
        plain(
          `${one.kind}  ${pathOf(one.before)} → ${pathOf(one.after)}  (${one.reason.text})${one.error === null ? '' : `  ! ${one.error.text}`}`,
        ),
      ),
    ].join('\n'),
  )
  return EXIT.ok
}

async function listOperations(cli: Cli, planId: number) {
  const items = []
  let cursor: string | undefined
  do {
    const { body } = await cli.api().call(routes.listOperations, { params: { planId }, query: { limit: 200, cursor } })
    items.push(...body.items)
    cursor = body.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

/** Where something stands, in whatever words its kind of operation uses. */
function pathOf(side: Readonly<Record<string, unknown>>): string {
  const { root, path, relPath } = side
  const place = path ?? relPath
  if (typeof place !== 'string') return Object.keys(side).length === 0 ? '–' : JSON.stringify(side)
  return typeof root === 'string' ? `${root}/${place}` : place
}

/** Whether the world is still as the plan expects. */
export const checkPlan: Action = async (cli, { positional: [planId] }) => {
  const { state } = (await cli.api().call(routes.get, { params: { planId } })).body
  if (state !== 'draft' && state !== 'stale')
    throw new ConflictError('plans/nothing-to-check', { params: { planId: String(planId), state } })
  const { body } = await cli.api().call(routes.check, { params: { planId }, body: {} })
  show(cli, body, () =>
    body.differenceCount === 0
      ? say('cli.plan.fits')
      : [
          say('cli.plan.differs', { count: body.differenceCount }),
          ...body.differences.map(({ error }) => plain(`  ${error.text}`)),
        ].join('\n'),
  )
  return body.differenceCount === 0 ? EXIT.ok : EXIT.findings
}

export const applyPlan: Action = async (cli, { positional: [planId], options }) => {
  const { body } = await cli.api().call(routes.apply, { params: { planId }, body: {} })
  return started(cli, body.runId, options)
}

export const undoPlan: Action = async (cli, { positional: [planId], options }) => {
  const { body } = await cli.api().call(routes.undo, { params: { planId }, body: {} })
  return started(cli, body.runId, options)
}

export const discardPlan: Action = async (cli, { positional: [planId] }) => {
  const { body } = await cli.api().call(routes.discard, { params: { planId }, body: {} })
  show(cli, body, () => say('cli.plan.discarded', { planId: body.planId }))
  return EXIT.ok
}

/** Tells a run that began, and waits for its end unless `--no-wait` was given. */
export async function started(cli: Cli, runId: number, options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  show(cli, { runId }, () => say('cli.run.started', { runId }))
  return options['wait'] === false ? EXIT.ok : followRun(cli, runId)
}
