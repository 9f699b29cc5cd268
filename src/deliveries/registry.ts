import type { z } from 'zod'
import { InvariantError } from '../kernel/errors.ts'
import type { EffectExecutor } from './executor.ts'

export interface EffectRegistry {
  /** @throws InvariantError when the kind has an executor already */
  add<Schema extends z.ZodType>(executor: EffectExecutor<Schema>): void
  /** @throws InvariantError when nobody carries out this kind */
  executorOf(kind: string): EffectExecutor
  find(kind: string): EffectExecutor | undefined
  /** Kinds whose room tells people of them itself. */
  toldByRooms(): readonly string[]
  /** Kinds of which old proofs may go. */
  forgettableKinds(): readonly string[]
}

export function createEffectRegistry(): EffectRegistry {
  const executors = new Map<string, EffectExecutor>()
  return {
    add(executor) {
      const { kind } = executor
      if (executors.has(kind)) throw new InvariantError('deliveries/registered-twice', { params: { kind } })
      executors.set(kind, executor)
    },
    executorOf(kind) {
      const executor = executors.get(kind)
      if (executor === undefined) throw new InvariantError('deliveries/nobody-for-kind', { params: { kind } })
      return executor
    },
    find: (kind) => executors.get(kind),
    forgettableKinds: () => [...executors.values()].flatMap(({ kind, isForgettable }) => (isForgettable ? [kind] : [])),
    toldByRooms: () => [...executors.values()].flatMap(({ kind, isToldByItsRoom }) => (isToldByItsRoom ? [kind] : [])),
  }
}
