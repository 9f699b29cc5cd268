import { type DayPlan, type PlanDayInput, planDay } from '../src/radio/music/index.ts'

const SECOND_MS = 1000

interface Stretch {
  startsAt: number
  endsAt: number
}

const down = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS
const up = (ms: number): number => Math.ceil(ms / SECOND_MS) * SECOND_MS
const overlap = (a: Stretch, b: Stretch): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt

/** What a plan promises and does not hold, in words; empty when it holds all. */
export function brokenPromises(input: PlanDayInput, plan: DayPlan): string[] {
  const items = plan.items.map((item) => ({ ...item, endsAt: item.startsAt + item.lengthMs }))
  const taken = input.taken.map(({ startsAt, endsAt }) => ({ startsAt: down(startsAt), endsAt: up(endsAt) }))
  const problems: string[] = []
  const must = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem)
  }
  const end = input.hours.at(-1)?.endsAt ?? 0
  for (const [index, item] of items.entries()) {
    const name = `${item.slotKey} at ${item.startsAt}`
    const next = items[index + 1]
    must(item.startsAt % SECOND_MS === 0 && item.lengthMs % SECOND_MS === 0, `${name} is not in whole seconds`)
    must(next === undefined || item.endsAt <= next.startsAt, `${name} overlaps ${next?.slotKey}`)
    must(item.endsAt <= end, `${name} crosses the end`)
    must(item.startsAt >= (input.hours[0]?.startsAt ?? 0), `${name} begins before the start`)
    must(!taken.some((one) => item.lengthMs > 0 && overlap(one, item)), `${name} crosses what is taken`)
    must(item.what === 'note' || item.lengthMs > 0, `${name} has no length`)
    must(item.what !== 'track' || item.cueOutMs > item.cueInMs, `${name} has no audio`)
    const anchorAt = item.hourStartsAt + (item.anchorMs ?? 0)
    must(item.startType !== 'hard' || item.startsAt === anchorAt, `${name} is hard and not at its anchor`)
    must(item.startType !== 'soft' || item.startsAt >= anchorAt, `${name} is before its anchor`)
  }
  for (const hour of input.hours)
    for (const { anchor, daypartIds } of hour.clock?.slots ?? []) {
      const at = hour.startsAt + (anchor?.atMs ?? 0)
      if (at >= hour.endsAt) break
      if (anchor?.kind !== 'hard' || daypartIds.length > 0) continue
      must(!items.some((one) => one.startsAt < at && one.endsAt > at), `something runs over the hard anchor at ${at}`)
    }
  const keys = items.map(({ slotKey }) => slotKey)
  must(new Set(keys).size === keys.length, 'a slot key stands twice')
  const kept = new Set(input.taken.map(({ slotKey }) => slotKey))
  must(!keys.some((key) => kept.has(key)), 'the slot of a kept entry is filled')
  return [...problems, ...brokenSums(input, plan, [...taken, ...items])]
}

/** Each moment of the hours is full or told as a gap, and never both. */
function brokenSums({ hours }: PlanDayInput, { unfilled }: DayPlan, full: readonly Stretch[]): string[] {
  const problems: string[] = []
  const edges = new Set([...hours, ...full, ...unfilled].flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))
  const order = [...edges].toSorted((a, b) => a - b)
  for (const [index, startsAt] of order.entries()) {
    const piece = { startsAt, endsAt: order[index + 1] ?? startsAt }
    const isIn = (all: readonly Stretch[]): boolean => all.some((one) => overlap(one, piece))
    if (!isIn(hours)) continue
    if (isIn(full) === isIn(unfilled))
      problems.push(`${startsAt} to ${piece.endsAt} is a gap that is not told, or told and none`)
  }
  return problems
}

type Spoil = (plan: DayPlan, input: PlanDayInput) => DayPlan

/** Plans twice, spoils the second plan when asked to, and throws for each promise that is broken. */
export function keepsPromises(input: PlanDayInput, spoil: Spoil = (plan) => plan): void {
  const before = JSON.stringify(input.taken)
  const first = planDay(input)
  const plan = spoil(planDay(structuredClone(input)), input)
  const problems = brokenPromises(input, plan)
  if (JSON.stringify(first) !== JSON.stringify(plan)) problems.push('the same input gives another plan')
  if (JSON.stringify(input.taken) !== before) problems.push('what is kept was changed')
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
