import type { Attention, CardAction } from '../../attention/index.ts'
import type { Reader, Tx } from '../../db/db.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { findLeftBehind } from '../batches/store.ts'
import type { StepName } from '../contract.ts'
import { DEFAULT_ARCHIVE, type LeftState, TRY_AGAIN_MS } from '../model.ts'

interface TellDeps {
  attention: Attention
  plans: Pick<Plans, 'operationsOf'>
}

const CARDS = {
  unique: { code: 'archive.take-incomplete', steps: ['dedup', 'batch', 'sort'] },
  duplicate: { code: 'archive.aside-incomplete', steps: ['dedup'] },
} as const satisfies Record<LeftState, { code: string; steps: StepName[] }>

const causeOf = (state: LeftState): string => `${CARDS[state].code}:${DEFAULT_ARCHIVE}`

const openPlan = ({ planId }: Plan): CardAction => ({ code: 'open-plan', open: `/archive/plans/${planId}` })

/** After a plan that could not move all: what it left lies in its intake folder. */
export async function tellLeftBehind({ attention }: TellDeps, tx: Tx, left: { state: LeftState; plan: Plan }) {
  const { state, plan } = left
  const { count, first } = await findLeftBehind(tx, DEFAULT_ARCHIVE, state)
  if (first === undefined) return attention.resolve(tx, causeOf(state))
  if (plan.state !== 'partial') return
  const { code, steps } = CARDS[state]
  await attention.raise(tx, {
    cause: causeOf(state),
    code,
    params: { ...first.reason.params, errorCode: first.reason.code, count, first: first.relPath },
    severity: 'bad',
    subject: `plan:${plan.planId}`,
    actions: [{ code: 'run-again', call: { operationId: 'archive.startRun', body: { steps } } }, openPlan(plan)],
  })
}

/** Takes the cards back once nothing is left: a person may have moved, changed or removed the files. */
export async function forgetLeftBehind({ attention }: Pick<TellDeps, 'attention'>, tx: Tx): Promise<void> {
  for (const state of ['unique', 'duplicate'] as const) {
    const { first } = await findLeftBehind(tx, DEFAULT_ARCHIVE, state)
    if (first === undefined) await attention.resolve(tx, causeOf(state))
  }
}

/** After an undo: what it could not put back can be undone again. */
export async function tellUndone({ attention, plans }: TellDeps, tx: Tx, plan: Plan): Promise<void> {
  const cause = `archive.undo-incomplete:${plan.planId}`
  const failed = await plans.operationsOf(tx, plan.planId, { withError: true })
  const left = failed.filter(({ state }) => state === 'done')
  const [first] = left
  if (!first?.error) return attention.resolve(tx, cause)
  const path = String(first.after['path'])
  await attention.raise(tx, {
    cause,
    code: 'archive.undo-incomplete',
    params: { ...first.error.params, errorCode: first.error.code, count: left.length, first: path },
    severity: 'bad',
    subject: `plan:${plan.planId}`,
    actions: [
      { code: 'undo-again', call: { operationId: 'plans.undo', params: { planId: plan.planId } } },
      openPlan(plan),
    ],
  })
}

/** Whether what a plan could not move shall be left out of what is done without a person, for a while. */
export async function leftFor(
  plans: Pick<Plans, 'wasPartialWithin'>,
  reader: Reader,
  { kind, actor }: { kind: string; actor: string },
): Promise<'count' | 'skip'> {
  return actor === 'system' && (await plans.wasPartialWithin(reader, kind, TRY_AGAIN_MS)) ? 'skip' : 'count'
}
