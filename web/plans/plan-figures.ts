import type { OperationView } from '../../src/plans/contract.ts'
import type { PlanFigure } from '../parts/plan-view.ts'
import type { Tone } from '../parts/states.ts'
import { isWord, type Say } from '../words.ts'
import { TROUBLE } from './PlanTrouble.tsx'
import { isOfFiles, type PlanWithCounts } from './plan-with-counts.ts'

const TONES: Readonly<Record<string, Tone>> = {
  'file.move': 'ok',
  'file.copy': 'ok',
  'file.trash': 'bad',
  'file.quarantine': 'warn',
}

/** Figures by what the operations do, what did not work, and that no file is ever overwritten. */
export function figuresOf(say: Say, plan: PlanWithCounts): PlanFigure[] {
  const kinds = sumBy(plan.counts, (one) => one.kind).map(([kind, count]): PlanFigure => {
    const key = `plan.kind.${kind}`
    return { id: `kind:${kind}`, label: isWord(key) ? say(key) : kind, count, tone: TONES[kind] ?? 'run' }
  })
  const trouble = TROUBLE.map((state): PlanFigure => {
    const count = countOf(plan, state)
    return { id: `state:${state}`, label: say(`web.plan.operations.${state}`), count, tone: 'warn' }
  }).filter((figure) => figure.count > 0)
  if (!isOfFiles(plan)) return [...kinds, ...trouble]
  return [...kinds, ...trouble, { id: 'kind:overwrite', label: say('web.plan.overwrite'), count: 0 }]
}

export const countOf = ({ counts }: PlanWithCounts, state: OperationView['state']): number =>
  counts.filter((one) => one.state === state).reduce((sum, one) => sum + one.count, 0)

function sumBy<Row extends { count: number }>(rows: readonly Row[], keyOf: (row: Row) => string): [string, number][] {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.count)
  return [...sums]
}

/** What a chosen figure asks of the list of operations. */
export function filterOf(figureId: string | null): { kind?: string; state?: (typeof TROUBLE)[number] } {
  if (figureId === null) return {}
  const state = TROUBLE.find((name) => figureId === `state:${name}`)
  return state === undefined ? { kind: figureId.slice('kind:'.length) } : { state }
}
