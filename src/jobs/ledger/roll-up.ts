import { sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { Progress } from '../../live/model.ts'
import { lastFormerChild } from './plan-reopening.ts'
import type { JobRow } from './read.ts'

/** As it stands in a row's `progress`. */
export type KeptProgress = Omit<Progress, 'jobId' | 'runId' | 'kind'>

/** More children than these are told by how many of them are done. */
const MOST_CHILDREN = 2000
const DEEPEST = 20

/** Jobs of one kind and parent, some of which run just now. */
interface Crew {
  parentId: number
  kind: string
  running: KeptProgress[]
  /** Every job above them, the parent among them. */
  above: ReadonlySet<number>
}

/** Gives each job that waits for its children the progress of those that are at work for it, together. */
export async function withProgressBelow(reader: Reader, rows: readonly JobRow[]): Promise<JobRow[]> {
  const waiting = rows.filter((row) => row.state === 'waiting')
  if (waiting.length === 0) return [...rows]
  const crews = await findCrews(reader, new Set(waiting.map((row) => row.run_id ?? row.id)))
  const sums = new Map<Crew, KeptProgress | null>()
  const below = new Map<number, string>()
  for (const { id } of waiting) {
    const crew = crews.find(({ above }) => above.has(id))
    if (crew === undefined) continue
    const together = sums.get(crew) ?? (await sumOf(reader, crew))
    sums.set(crew, together)
    if (together !== null) below.set(id, JSON.stringify(together))
  }
  return rows.map((row) => ({ ...row, progress: below.get(row.id) ?? row.progress }))
}

/** The one that moved last first. */
async function findCrews(reader: Reader, runIds: ReadonlySet<number>): Promise<Crew[]> {
  const rows = await reader
    .selectFrom('job_queue')
    .select(['kind', 'run_id', 'parent_id', 'progress'])
    // Literal and in no order, so that the index of what runs serves it.
    .where('state', '=', sql.lit('running') as never)
    .where('progress', 'is not', null)
    .execute()
  const mine = rows.filter(({ run_id, parent_id }) => parent_id !== null && runIds.has(run_id ?? 0))
  const crews: Crew[] = []
  for (const crew of Map.groupBy(mine, ({ parent_id, kind }) => `${parent_id} ${kind}`).values()) {
    const [{ parent_id, kind }] = crew as [(typeof mine)[number]]
    const parentId = Number(parent_id)
    const running = crew.map(({ progress }) => JSON.parse(String(progress)) as KeptProgress)
    crews.push({ parentId, kind, running, above: await ancestorsOf(reader, parentId) })
  }
  return crews.toSorted((a, b) => newestOf(b.running).at - newestOf(a.running).at)
}

async function ancestorsOf(reader: Reader, parentId: number): Promise<Set<number>> {
  const above = new Set<number>()
  for (let id: number | null = parentId; id !== null && above.size < DEEPEST;) {
    above.add(id)
    const row = await reader.selectFrom('job_queue').select('parent_id').where('id', '=', id).executeTakeFirst()
    id = row?.parent_id ?? null
  }
  return above
}

const newestOf = (progress: readonly KeptProgress[]): KeptProgress =>
  progress.reduce((newest, one) => (one.at > newest.at ? one : newest))

/** With what has ended and what has not begun, of a former life only what is there again. */
async function sumOf(reader: Reader, { parentId, kind, running }: Crew): Promise<KeptProgress | null> {
  const parent = reader.selectFrom('job_queue').select('child_count').where('id', '=', parentId)
  if (((await parent.executeTakeFirst())?.child_count ?? 0) > MOST_CHILDREN) return null
  const membersIn = (table: 'job_queue' | 'job_history') =>
    reader
      .selectFrom(table)
      .select(['progress', 'started_at'])
      .where('parent_id', '=', parentId)
      .where('kind', '=', kind)
      .where('progress', 'is not', null)
  // At one instant, so that one which ends just now is not in both.
  const rows = await membersIn('job_queue')
    .unionAll(membersIn('job_history').where('id', '>', lastFormerChild(String(parentId))))
    .execute()
  const members = rows.map(({ progress, started_at }): Member => ({
    progress: JSON.parse(String(progress)) as KeptProgress,
    startedAt: started_at,
  }))
  const totals = members.map(({ progress }) => progress.total)
  const { unit, message, at } = newestOf(running)
  const current = sum(members.map(({ progress }) => progress.current))
  const rate = members.length === 1 ? (running[0]?.rate ?? null) : rateOf(members, { current, at })
  return { current, total: totals.includes(null) ? null : sum(totals.map(Number)), unit, rate, message, at }
}

interface Member {
  progress: KeptProgress
  startedAt: number | null
}

const STEADY_MS = 1000

/** Of many short jobs in turn: since the first of them started. */
function rateOf(members: readonly Member[], { current, at }: { current: number; at: number }): number | null {
  const startedAt = Math.min(...members.flatMap((member) => member.startedAt ?? []))
  return at - startedAt < STEADY_MS ? null : (current / (at - startedAt)) * 1000
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0)
