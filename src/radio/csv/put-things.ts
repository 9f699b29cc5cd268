import { z } from 'zod'
import type { Audit } from '../../access/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { NewEvent } from '../../live/model.ts'
import type {
  Details,
  ExecutionContext,
  Operation,
  OperationExecutor,
  Outcome,
  Plans,
  SaidCode,
} from '../../plans/index.ts'
import { getStation } from '../stations/index.ts'

export interface PutDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  plans: Plans
}

interface Thing {
  stationId: number
  version: number
  removedAt: number | null
}

/** What an operation of a plan adds. */
export interface Added<Facts> {
  operationId: number
  facts: Facts
}

/** Of things whose fields are plain values. */
export const hasPart = <Of extends object>(thing: Of, part: Partial<Of>): boolean =>
  Object.entries(part).every(([field, value]) => thing[field as keyof Of] === value)

/** One operation: a thing that shall be there, or be otherwise. */
export interface Wish<Of extends Thing> {
  operationId: number
  stationId: number
  /** Null for one to add. */
  id: number | null
  /** Of the thing when the plan was made. */
  version: number
  before: Partial<Of>
  /** All that a new one is; of one that is there, what differs. */
  after: Partial<Of>
  /** Of the show that comes with the same plan. */
  showTitle: string | null
}

/** What shows and episodes do each in their own way. A refusal is why something can't be. */
export interface PutRoom<Of extends Thing, World> {
  kind: string
  /** Kinds of events, with the same words for the audit. */
  told: { applied: string; undone: string }
  /** One writer of a station's things at a time. */
  lock(tx: Tx, stationId: number): Promise<void>
  /** Why a station takes none of them. */
  refuseStation(reader: Reader, stationId: number): Promise<SaidCode | undefined>
  /** For people. */
  nameOf(part: Partial<Of>): string
  /** Whether a thing is as a part of it says. */
  has(thing: Of, part: Partial<Of>): boolean
  /** What else to tell of a station whose things have changed. */
  alsoTell?(station: { stationId: number; name: string }): Omit<NewEvent, 'actor'>
  /** @throws ZodError for what no draft of ours wrote */
  partIn(details: Details): Partial<Of>
  find(reader: Reader, ids: readonly number[]): Promise<Map<number, Of>>
  /** Those that operations added, by operation. */
  findOf(reader: Reader, operationIds: readonly number[]): Promise<Map<number, Of>>
  /** What the rules below need to know; they note there what will be. */
  look(reader: Reader, stationId: number, wishes: readonly Wish<Of>[]): Promise<World>
  /** What has to come first, and has not. */
  refuseYet(world: World, wish: Wish<Of>): SaidCode | undefined
  /** With the show that has come meanwhile. */
  whole(world: World, wish: Wish<Of>): Partial<Of>
  refuseToAdd(world: World, wish: Wish<Of>): SaidCode | undefined
  refuseToChange(world: World, current: Of, wanted: Of): SaidCode | undefined
  refuseToRemove(world: World, thing: Of): SaidCode | undefined
  insert(tx: Tx, added: readonly Added<Partial<Of>>[], at: { stationId: number; now: number }): Promise<number[]>
  update(tx: Tx, thing: Of, now: number): Promise<Of>
  idOf(thing: Of): number
}

type Step<Of extends Thing> =
  | { is: 'done' }
  | { is: 'add'; facts: Partial<Of> }
  | { is: 'change'; to: Of }
  | { is: 'refused'; error: SaidCode }

interface Seen<Of extends Thing, World> {
  world: World
  byId: ReadonlyMap<number, Of>
  byOperation: ReadonlyMap<number, Of>
  now: number
}

type Decide<Of extends Thing, World> = (room: PutRoom<Of, World>, seen: Seen<Of, World>, wish: Wish<Of>) => Step<Of>

const PutParams = z.object({
  stationId: z.number(),
  id: z.number().nullable(),
  version: z.number(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  showTitle: z.string().nullable().default(null),
})

function wishOf<Of extends Thing, World>(room: PutRoom<Of, World>, operation: Operation): Wish<Of> {
  const { before, after, ...params } = PutParams.parse(operation.params)
  return { ...params, operationId: operation.operationId, before: room.partIn(before), after: room.partIn(after) }
}

/**
 * Puts shows or episodes of one station as a plan wants them, all of a call in one transaction. What it added carries
 * the operation, what it changed is known by its content: so a call that is repeated finds what was done.
 */
export function putExecutor<Of extends Thing, World>(deps: PutDeps, room: PutRoom<Of, World>): OperationExecutor {
  const wishesOf = (operations: readonly Operation[]) => operations.map((operation) => wishOf(room, operation))
  return {
    kind: room.kind,
    async check(operations) {
      const wishes = wishesOf(operations)
      const closed = await closedProblem(room, deps.db.read, wishes)
      const seen = await lookAt(room, deps.db.read, { wishes, now: deps.clock.now() })
      return wishes.flatMap((wish) => {
        const step = forward(room, seen, wish)
        const error = closed ?? (step.is === 'refused' && !isAwaited(step, wish) ? step.error : undefined)
        return error === undefined ? [] : [{ operationId: wish.operationId, error }]
      })
    },
    prepare: async (_tx, operations) => operations.map(({ operationId }) => ({ operationId })),
    apply: (operations, context) => carryOut(deps, { room, wishes: wishesOf(operations), context, ...APPLY }),
    undo: (operations, context) => carryOut(deps, { room, wishes: wishesOf(operations), context, ...UNDO }),
    async lookUp(reader, operations, direction) {
      const wishes = wishesOf(operations)
      const seen = await lookAt(room, reader, { wishes, now: deps.clock.now() })
      const isDone = direction === 'apply' ? wasApplied : wasUndone
      return wishes
        .filter((wish) => isDone(room, seen, wish))
        .map(({ operationId }) => ({ operationId, state: direction === 'apply' ? 'done' : 'undone' }))
    },
  }
}

const APPLY = { decide: forward, done: 'done', told: 'applied' } as const
const UNDO = { decide: backward, done: 'undone', told: 'undone' } as const

/** The show that comes with the same plan is not there before it is applied. */
const isAwaited = (step: { error: SaidCode }, { showTitle }: Wish<Thing>): boolean =>
  showTitle !== null && step.error.code === 'radio/no-such-show'

async function closedProblem<Of extends Thing, World>(
  room: PutRoom<Of, World>,
  reader: Reader,
  [first]: readonly Wish<Of>[],
): Promise<SaidCode | undefined> {
  return first === undefined ? undefined : room.refuseStation(reader, first.stationId)
}

async function lookAt<Of extends Thing, World>(
  room: PutRoom<Of, World>,
  reader: Reader,
  { wishes, now }: { wishes: readonly Wish<Of>[]; now: number },
): Promise<Seen<Of, World>> {
  const stationId = wishes[0]?.stationId ?? 0
  return {
    world: await room.look(reader, stationId, wishes),
    byId: await room.find(
      reader,
      wishes.flatMap(({ id }) => (id === null ? [] : [id])),
    ),
    byOperation: await room.findOf(
      reader,
      wishes.flatMap(({ id, operationId }) => (id === null ? [operationId] : [])),
    ),
    now,
  }
}

const refused = (code: string, title: string): { is: 'refused'; error: SaidCode } => ({
  is: 'refused',
  error: { code, params: { title } },
})

const titleOf = <Of extends Thing, World>({ nameOf }: PutRoom<Of, World>, { after, before }: Wish<Of>): string =>
  nameOf({ ...before, ...after })

function forward<Of extends Thing, World>(
  room: PutRoom<Of, World>,
  { world, byId, byOperation }: Seen<Of, World>,
  wish: Wish<Of>,
): Step<Of> {
  if (wish.id === null) {
    if (byOperation.has(wish.operationId)) return { is: 'done' }
    const error = room.refuseYet(world, wish) ?? room.refuseToAdd(world, wish)
    return error === undefined ? { is: 'add', facts: room.whole(world, wish) } : { is: 'refused', error }
  }
  const current = byId.get(wish.id)
  if (current === undefined || current.removedAt !== null)
    return refused('radio/changed-since', current === undefined ? titleOf(room, wish) : room.nameOf(current))
  const after = room.whole(world, wish)
  if (current.version > wish.version && room.has(current, after)) return { is: 'done' }
  if (current.version !== wish.version) return refused('radio/changed-since', room.nameOf(current))
  const error = room.refuseYet(world, wish)
  if (error !== undefined) return { is: 'refused', error }
  return changeTo(room, world, { current, wanted: { ...current, ...after } })
}

function backward<Of extends Thing, World>(
  room: PutRoom<Of, World>,
  { world, byId, byOperation, now }: Seen<Of, World>,
  wish: Wish<Of>,
): Step<Of> {
  if (wish.id === null) {
    const made = byOperation.get(wish.operationId)
    if (made === undefined || made.removedAt !== null) return { is: 'done' }
    const error = room.refuseToRemove(world, made)
    if (error !== undefined) return { is: 'refused', error }
    return made.version === 1
      ? { is: 'change', to: { ...made, removedAt: now } }
      : refused('radio/changed-since', room.nameOf(made))
  }
  const current = byId.get(wish.id)
  if (current === undefined || current.removedAt !== null)
    return refused('radio/changed-since', current === undefined ? titleOf(room, wish) : room.nameOf(current))
  if (current.version > wish.version && room.has(current, wish.before)) return { is: 'done' }
  if (current.version !== wish.version + 1 && !room.has(current, room.whole(world, wish)))
    return refused('radio/changed-since', room.nameOf(current))
  return changeTo(room, world, { current, wanted: { ...current, ...wish.before } })
}

function changeTo<Of extends Thing, World>(
  room: PutRoom<Of, World>,
  world: World,
  { current, wanted }: { current: Of; wanted: Of },
): Step<Of> {
  const error = room.refuseToChange(world, current, wanted)
  return error === undefined ? { is: 'change', to: wanted } : { is: 'refused', error }
}

type WasSo = <Of extends Thing, World>(room: PutRoom<Of, World>, seen: Seen<Of, World>, wish: Wish<Of>) => boolean

const wasApplied: WasSo = (room, { world, byId, byOperation }, wish) => {
  if (wish.id === null) return byOperation.has(wish.operationId)
  const current = byId.get(wish.id)
  return current !== undefined && current.version > wish.version && room.has(current, room.whole(world, wish))
}

const wasUndone: WasSo = (room, { byId, byOperation }, wish) => {
  if (wish.id === null) return (byOperation.get(wish.operationId)?.removedAt ?? null) !== null
  const current = byId.get(wish.id)
  return current !== undefined && current.version > wish.version && room.has(current, wish.before)
}

interface Work<Of extends Thing, World> {
  room: PutRoom<Of, World>
  wishes: readonly Wish<Of>[]
  context: ExecutionContext
  decide: Decide<Of, World>
  done: 'done' | 'undone'
  told: 'applied' | 'undone'
}

async function carryOut<Of extends Thing, World>(deps: PutDeps, work: Work<Of, World>): Promise<Outcome[]> {
  const { room, wishes, context, decide, done } = work
  const stationId = wishes[0]?.stationId ?? 0
  const plan = await deps.plans.find(deps.db.read, context.planId)
  const actor = plan?.appliedBy ?? plan?.madeBy ?? 'system'
  const outcomes = await deps.db.tx(async (tx) => {
    await room.lock(tx, stationId)
    const now = deps.clock.now()
    const closed = done === 'done' ? await closedProblem(room, tx, wishes) : undefined
    const seen = await lookAt(room, tx, { wishes, now })
    const steps = wishes.map((wish): Step<Of> => {
      if (closed !== undefined) return { is: 'refused', error: closed }
      return decide(room, seen, wish)
    })
    const written = await write(tx, { room, wishes, steps }, { stationId, now })
    await tell(deps, tx, { ...written, room, stationId, planId: context.planId, actor, told: room.told[work.told] })
    return steps.map((step, place): Outcome => {
      const operationId = wishes[place]?.operationId ?? 0
      return step.is === 'refused' ? { operationId, state: 'failed', error: step.error } : { operationId, state: done }
    })
  })
  const last = wishes.at(-1)
  context.onProgress(outcomes.length, last === undefined ? '' : titleOf(room, last))
  return outcomes
}

async function write<Of extends Thing, World>(
  tx: Tx,
  { room, wishes, steps }: Pick<Work<Of, World>, 'room' | 'wishes'> & { steps: readonly Step<Of>[] },
  at: { stationId: number; now: number },
): Promise<{ added: number[]; changed: number[] }> {
  const fresh = steps.flatMap((step, place) =>
    step.is === 'add' ? [{ operationId: wishes[place]?.operationId ?? 0, facts: step.facts }] : [],
  )
  const added = await room.insert(tx, fresh, at)
  const changed: number[] = []
  for (const step of steps) {
    if (step.is !== 'change') continue
    await breathe()
    changed.push(room.idOf(await room.update(tx, step.to, at.now)))
  }
  return { added, changed }
}

interface Told {
  added: number[]
  changed: number[]
  stationId: number
  planId: number
  actor: string
  told: string
}

/** Once for all that a transaction wrote. */
async function tell<Of extends Thing, World>(
  { audit, events }: PutDeps,
  tx: Tx,
  what: Told & { room: PutRoom<Of, World> },
): Promise<void> {
  const { room, added, changed, stationId, planId, actor, told } = what
  const count = added.length + changed.length
  if (count === 0) return
  const subject = `station:${stationId}`
  const { name } = await getStation(tx, stationId)
  await audit.append(tx, { actor, action: told, subject, details: { planId, added, changed } })
  await events.append(tx, { kind: told, actor, scope: subject, subject, data: { name, count } })
  const more = room.alsoTell?.({ stationId, name })
  if (more !== undefined) await events.append(tx, { ...more, actor })
}
