export {
  type Details,
  type Difference,
  type Direction,
  type NewPlan,
  type Operation,
  type Outcome,
  type Plan,
  type PlannedOperation,
  type SaidCode,
  undoableUntil,
} from './model.ts'
export type { ExecutionContext, OperationExecutor } from './executor.ts'
export { ApplyPlan, ApplyRange, UndoPlan, UndoRange } from './jobs.ts'
export type { Plans } from './plans.ts'
export type { PlanOwner, PlanRegistry } from './registry.ts'
