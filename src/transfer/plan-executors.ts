import { lstat } from 'node:fs/promises'
import { z } from 'zod'
import { identityOf, identityText, parseIdentityText } from '../media/file-identity.ts'
import type { Direction, Operation, OperationExecutor, Outcome as OperationOutcome, SaidCode } from '../plans/index.ts'
import type { NewMove, NewTrash, Outcome } from './model.ts'
import type { Roots } from './roots.ts'
import type { Transfer } from './journaled-move.ts'

const Place = z.object({ rootId: z.number().int(), relPath: z.string() })

/** What an operation of kind `file.move` or `file.copy` must carry. */
export const MoveParams = z.looseObject({
  from: Place,
  to: Place,
  /** `dev:ino:size:mtimeNs:ctimeNs` as the plan saw it. */
  identity: z.string(),
  sha256: z.string().nullable(),
})
export type MoveParams = z.output<typeof MoveParams>

/** What an operation of kind `file.trash` must carry. */
export const TrashParams = z.looseObject({
  from: Place,
  identity: z.string(),
  sha256: z.string().nullable(),
  /** The file with the same bytes that stays. */
  keeper: Place.optional(),
})

const Journal = z.object({ moveId: z.number().int() })

/** Looks at once; a plan of 20,000 files is checked in about a second. */
const IN_FLIGHT = 32

interface ExecutorDeps {
  transfer: Transfer
  roots: Roots
}

/** Executors of the operations `file.move`, `file.copy` and `file.trash`, over the journaled move. */
export function fileExecutors(deps: ExecutorDeps): OperationExecutor[] {
  const preparing =
    (kind: NewMove['kind']): Preparing =>
    (tx, operations) =>
      deps.transfer.prepare(
        tx,
        operations.map((operation) => toMove(operation, kind)),
      )
  const prepareTrash: Preparing = (tx, operations) => deps.transfer.prepareTrash(tx, operations.map(toTrash))
  // The journal is one: pruned once.
  const moves = { ...executorOf(deps, 'file.move', preparing('move')), prune: deps.transfer.prune }
  return [moves, executorOf(deps, 'file.copy', preparing('copy')), executorOf(deps, 'file.trash', prepareTrash)]
}

type Preparing = (
  tx: Parameters<OperationExecutor['prepare']>[0],
  operations: readonly Operation[],
) => Promise<number[]>

const refOf = (operation: Operation): string => `plan:${operation.planId}`

function toMove(operation: Operation, kind: NewMove['kind']): NewMove {
  const { from, to, identity, sha256 } = MoveParams.parse(operation.params)
  return {
    kind,
    from,
    to,
    identity: parseIdentityText(identity),
    sha256: sha256 ?? undefined,
    ref: refOf(operation),
    group: operation.group,
  }
}

function toTrash(operation: Operation): NewTrash {
  const { from, identity, sha256, keeper } = TrashParams.parse(operation.params)
  return { from, identity: parseIdentityText(identity), sha256: sha256 ?? undefined, keeper, ref: refOf(operation) }
}

function executorOf({ transfer, roots }: ExecutorDeps, kind: string, prepareIds: Preparing): OperationExecutor {
  const idsOf = (operations: readonly Operation[]): number[] =>
    operations.map((operation) => Journal.parse(operation.inverse).moveId)
  return {
    kind,
    async check(operations, context) {
      const differences = []
      const rootIds = new Set(operations.map((operation) => TrashParams.parse(operation.params).from.rootId))
      const pathOf = new Map<number, string>()
      for (const rootId of rootIds) {
        await roots.requireOnline(rootId)
        pathOf.set(rootId, (await roots.get(rootId)).path)
      }
      for (let start = 0; start < operations.length; start += IN_FLIGHT) {
        context.signal.throwIfAborted()
        const chunk = operations.slice(start, start + IN_FLIGHT)
        const errors = await Promise.all(chunk.map((operation) => differenceOf(operation, pathOf)))
        for (const [index, error] of errors.entries()) {
          const operationId = chunk[index]?.operationId
          if (error !== undefined && operationId !== undefined) differences.push({ operationId, error })
        }
        context.onProgress(start + chunk.length, null)
      }
      return differences
    },
    async prepare(tx, operations) {
      return (await prepareIds(tx, operations)).map((moveId) => ({ moveId }))
    },
    async apply(operations, context) {
      const ids = idsOf(operations)
      const onProgress = ({ filesDone }: { filesDone: number }): void =>
        context.onProgress(filesDone, shownName(operations[filesDone - 1]))
      const outcomes = await transfer.run(ids, { signal: context.signal, onProgress })
      return operations.map((operation, index) => toApplied(operation, outcomes.get(Number(ids[index]))))
    },
    async undo(operations, context) {
      const ids = idsOf(operations)
      const onProgress = ({ filesDone }: { filesDone: number }): void =>
        context.onProgress(filesDone, shownName(operations[filesDone - 1]))
      const outcomes = await transfer.undo(ids, {
        signal: context.signal,
        onProgress,
        ref: `undo:plan:${context.planId}`,
      })
      return operations.map((operation, index) => toUndone(operation, outcomes.get(Number(ids[index]))))
    },
    async lookUp(reader, operations, direction) {
      const ids = idsOf(operations)
      const moves = new Map((await transfer.find(ids, reader)).map((move) => [move.id, move.outcome]))
      return operations.flatMap((operation, index) => toKnown(operation, moves.get(Number(ids[index])), direction))
    },
  }
}

const shownName = (operation: Operation | undefined): string | null => {
  const path = operation?.before['path']
  return typeof path === 'string' ? path : null
}

/** Whether the file is still the one that the plan saw. */
async function differenceOf(operation: Operation, pathOf: ReadonlyMap<number, string>): Promise<SaidCode | undefined> {
  const { from, identity } = TrashParams.parse(operation.params)
  try {
    const stat = await lstat(`${pathOf.get(from.rootId)}/${from.relPath}`, { bigint: true })
    if (identityText(identityOf(stat)) === identity) return undefined
    return { code: 'transfer/changed-since-planned', params: { path: from.relPath } }
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown'
    return {
      code: errno === 'ENOENT' ? 'transfer/gone-since-planned' : 'transfer/unreadable',
      params: { path: from.relPath, errno },
    }
  }
}

function toApplied({ operationId }: Operation, outcome: Outcome | undefined): OperationOutcome {
  switch (outcome?.kind) {
    case 'done':
      return { operationId, state: 'done', ...(outcome.copy === undefined ? {} : { told: { copy: outcome.copy } }) }
    case 'already-there':
      return {
        operationId,
        state: 'skipped',
        error: { code: 'transfer/already-there', params: { path: outcome.relPath, source: outcome.source } },
      }
    case 'refused':
      return { operationId, state: 'failed', error: toError(outcome.refusal) }
    default:
      return { operationId, state: 'failed', error: { code: 'transfer/not-run', params: {} } }
  }
}

function toUndone({ operationId }: Operation, outcome: Outcome | undefined): OperationOutcome {
  if (outcome?.kind === 'undone') return { operationId, state: 'undone' }
  if (outcome?.kind === 'purged')
    return { operationId, state: 'failed', error: { code: 'transfer/purged', params: {} } }
  const error = outcome?.kind === 'refused' ? toError(outcome.refusal) : { code: 'transfer/not-run', params: {} }
  return { operationId, state: 'failed', error }
}

function toKnown(operation: Operation, outcome: Outcome | undefined, direction: Direction): OperationOutcome[] {
  if (direction === 'undo') return outcome?.kind === 'undone' ? [toUndone(operation, outcome)] : []
  const isAtItsEnd = outcome?.kind === 'done' || outcome?.kind === 'already-there' || outcome?.kind === 'refused'
  return isAtItsEnd ? [toApplied(operation, outcome)] : []
}

const toError = (refusal: { code: string; params: SaidCode['params'] }): SaidCode => ({
  code: `transfer/${refusal.code}`,
  params: refusal.params,
})
