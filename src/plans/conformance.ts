import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Db } from '../db/db.ts'
import type { ExecutionContext, OperationExecutor } from './executor.ts'
import type { Direction, Operation, PlannedOperation } from './model.ts'

/** A small world that operations of one kind change, and how to look at it. */
export interface ExecutorWorld extends AsyncDisposable {
  db: Db
  executor: OperationExecutor
  /** Three operations that can all be done, in groups of their own. */
  operations: readonly PlannedOperation[]
  /** The whole world as text; equal texts mean equal worlds. */
  look(): Promise<string>
  /** Makes the second operation's fingerprint untrue. */
  disturb(): Promise<void>
}

const context: ExecutionContext = { planId: 1, signal: new AbortController().signal, onProgress: () => {} }

const toOperations = (planned: readonly PlannedOperation[]): Operation[] =>
  planned.map((operation, position) => ({
    ...operation,
    operationId: position + 1,
    planId: 1,
    position,
    state: 'planned',
    error: null,
    inverse: null,
  }))

async function prepared({ db, executor, operations }: ExecutorWorld): Promise<Operation[]> {
  const made = toOperations(operations)
  const inverses = await db.tx((tx) => executor.prepare(tx, made))
  return made.map((operation, index) => ({ ...operation, inverse: inverses[index] ?? null }))
}

/** What every executor promises; call it inside of a `describe`. */
export function conformsAsExecutor(open: () => Promise<ExecutorWorld>): void {
  it('finds no difference in an untouched world, and changes nothing by looking or preparing', async () => {
    await using world = await open()
    const before = await world.look()
    assert.deepEqual(await world.executor.check(toOperations(world.operations), context), [])
    await prepared(world)
    assert.equal(await world.look(), before)
  })

  it('names the operation whose world has changed', async () => {
    await using world = await open()
    await world.disturb()
    const differences = await world.executor.check(toOperations(world.operations), context)
    assert.deepEqual(
      differences.map((difference) => difference.operationId),
      [2],
    )
  })

  it('leaves the changed one alone and does the others', async () => {
    await using world = await open()
    const operations = await prepared(world)
    await world.disturb()
    const outcomes = await world.executor.apply(operations, context)
    assert.deepEqual(
      outcomes.map((outcome) => outcome.state === 'done'),
      [true, false, true],
    )
  })

  it('does it once, also when it is asked twice', async () => {
    await using world = await open()
    const operations = await prepared(world)
    await world.executor.apply(operations, context)
    const after = await world.look()
    const again = await world.executor.apply(operations, context)
    assert.ok(again.every((outcome) => outcome.state === 'done'))
    assert.equal(await world.look(), after)
  })

  it('brings the world back as it was, also when it is asked twice', async () => {
    await using world = await open()
    const before = await world.look()
    const operations = await prepared(world)
    await world.executor.apply(operations, context)
    assert.notEqual(await world.look(), before)
    for (const _time of [1, 2]) {
      const outcomes = await world.executor.undo(operations.toReversed(), context)
      assert.ok(outcomes.every((outcome) => outcome.state === 'undone'))
      assert.equal(await world.look(), before)
    }
  })

  it('tells from its own journal what was brought to an end, and nothing of the rest', async () => {
    await using world = await open()
    const operations = await prepared(world)
    const known = async (direction: Direction) =>
      (await world.executor.lookUp(world.db.read, operations, direction)).map((outcome) => [
        outcome.operationId,
        outcome.state,
      ])
    assert.deepEqual(await known('apply'), [])
    await world.executor.apply(operations.slice(0, 2), context)
    const ids = operations.map(({ operationId }) => operationId)
    assert.deepEqual(await known('apply'), [
      [ids[0], 'done'],
      [ids[1], 'done'],
    ])
    assert.deepEqual(await known('undo'), [])
    await world.executor.undo(operations.slice(1, 2), context)
    assert.deepEqual(await known('undo'), [[ids[1], 'undone']])
  })
}
