import { isDeepStrictEqual } from 'node:util'
import { FACT_KEYS, type FactKey, type FactSource, isLocked, type KnownFacts, SOURCES, type Told } from './model.ts'

/** Sources that tell again and again; a person speaks once. */
export type TellingSource = Exclude<FactSource, 'person'>

/** All that decides what a title's facts are. */
export interface Standing {
  facts: KnownFacts
  sources: Partial<Record<FactKey, Told>>
  locks: readonly string[]
  /** What each source said last. */
  told: Partial<Record<TellingSource, KnownFacts>>
}

export interface FactChange {
  key: FactKey
  /** Undefined for none. */
  before: unknown
  after: unknown
  source: FactSource
  beforeSource: FactSource | undefined
  wasLocked: boolean
}

export interface Merged {
  standing: Standing
  /** Facts whose value is another one now. */
  changes: readonly FactChange[]
}

export type By = Pick<Told, 'by' | 'at'>
type Changeable = {
  facts: Record<string, unknown>
  sources: Partial<Record<FactKey, Told>>
  locks: string[]
  told: Partial<Record<TellingSource, KnownFacts>>
}

const rankOf = (source: FactSource): number => SOURCES.indexOf(source)

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'number' && !Number.isFinite(value))

const keysOf = (facts: object): FactKey[] => FACT_KEYS.filter((key) => Object.hasOwn(facts, key))

const copyOf = ({ facts, sources, locks, told }: Standing): Changeable => ({
  facts: { ...facts },
  sources: { ...sources },
  locks: [...locks],
  told: { ...told },
})

function put(copy: Changeable, key: FactKey, { value, told }: { value: unknown; told: Told }): FactChange[] {
  const before = copy.facts[key]
  const beforeSource = copy.sources[key]?.source
  if (isNothing(value)) {
    delete copy.facts[key]
    delete copy.sources[key]
  } else {
    copy.facts[key] = value
    copy.sources[key] = told
  }
  const after = copy.facts[key]
  if (isDeepStrictEqual(before, after)) return []
  return [{ key, before, after, source: told.source, beforeSource, wasLocked: copy.locks.includes(key) }]
}

/**
 * What one source tells. A locked fact stays, nothing clears a value, and a source overwrites only what an equal or less
 * trusted one said. A person's value that is unlocked is anybody's again. A provider that speaks of another title than
 * before has not said what it said of that one.
 */
export function hear(
  standing: Standing,
  { facts, source, by, at }: By & { facts: KnownFacts; source: TellingSource },
): Merged {
  const keys = keysOf(facts).filter((key) => !isNothing(facts[key]))
  const former = standing.told[source]?.tmdb
  const isOther = source === 'provider' && former !== undefined && facts.tmdb !== undefined && former !== facts.tmdb
  const start = isOther ? forget(standing, { source, by, at }) : { standing, changes: [] }
  const copy = copyOf(start.standing)
  const said = Object.fromEntries(keys.map((key) => [key, facts[key]]))
  if (keys.length > 0) copy.told[source] = { ...copy.told[source], ...said }
  const changes = keys.flatMap((key) => {
    const now = copy.sources[key]
    if (isLocked(copy.locks, key) || !mayOverwrite(source, now, isChosen(copy, key))) return []
    if (now?.refused?.some((value) => isDeepStrictEqual(value, facts[key])) === true) return []
    if (now?.source === source && isDeepStrictEqual(copy.facts[key], facts[key])) return []
    return put(copy, key, { value: facts[key], told: { source, by, at } })
  })
  return { standing: copy, changes: [...start.changes, ...changes] }
}

const mayOverwrite = (source: FactSource, now: Told | undefined, isByProvider: boolean): boolean => {
  if (now === undefined || now.source === 'person') return true
  const rank = (one: FactSource): number => (isByProvider && one === 'provider' ? 0 : rankOf(one))
  return rank(source) <= rank(now.source)
}

/** A person said which title of the provider it is: its other ids are then that one's, whatever else says so. */
const isChosen = ({ sources }: Changeable, key: FactKey): boolean =>
  (key === 'imdb' || key === 'tvdb') && sources.tmdb?.source === 'person'

/** A person's word: it is locked as it is given; null takes the value away, and that is locked too. */
export function edit(
  standing: Standing,
  { facts, by, at }: By & { facts: { [Key in FactKey]?: KnownFacts[Key] | null } },
): Merged {
  const copy = copyOf(standing)
  const changes = keysOf(facts).flatMap((key) => {
    const changed = put(copy, key, { value: facts[key], told: { source: 'person', by, at } })
    if (!copy.locks.includes(key)) copy.locks.push(key)
    return changed
  })
  return { standing: copy, changes }
}

export function lock(standing: Standing, names: readonly string[]): Standing {
  return { ...standing, locks: [...new Set([...standing.locks, ...names])] }
}

export function unlock(standing: Standing, names: readonly string[]): Standing {
  return { ...standing, locks: standing.locks.filter((name) => !names.includes(name)) }
}

/** Unlocks the facts and gives them what the most trusted source says; what no source says is gone, but for the title. */
export function reset(standing: Standing, { keys, ...by }: By & { keys: readonly FactKey[] }): Merged {
  const copy = copyOf(unlock(standing, keys))
  const wasLocked = (key: FactKey): boolean => standing.locks.includes(key)
  const changes = keys
    .flatMap((key) => fallBack(copy, key, by))
    .map((change) => ({ ...change, wasLocked: wasLocked(change.key) }))
  return { standing: copy, changes }
}

/** What the source said counts no longer; the next trusted one is heard instead. */
export function forget(standing: Standing, { source, ...by }: By & { source: TellingSource }): Merged {
  const copy = copyOf(standing)
  delete copy.told[source]
  const keys = FACT_KEYS.filter((key) => copy.sources[key]?.source === source && !isLocked(copy.locks, key))
  return { standing: copy, changes: keys.flatMap((key) => fallBack(copy, key, by)) }
}

function fallBack(copy: Changeable, key: FactKey, by: By): FactChange[] {
  const source = SOURCES.find((one) => one !== 'person' && !isNothing(copy.told[one]?.[key]))
  if (source === undefined || source === 'person')
    return key === 'title' ? [] : put(copy, key, { value: undefined, told: { source: 'person', ...by } })
  return put(copy, key, { value: copy.told[source]?.[key], told: { source, ...by } })
}

/** Takes one change back: value, source and lock are as they were, and its source is not heard with that again. */
export function takeBack(standing: Standing, { change, ...by }: By & { change: FactChange }): Merged {
  const { key, before, after, source, beforeSource, wasLocked } = change
  const copy = copyOf(standing)
  const told: Told = { source: beforeSource ?? source, ...by }
  const refused = source === 'person' || isNothing(after) ? [] : [...(copy.sources[key]?.refused ?? []), after]
  const isNow = copy.locks.includes(key)
  const changes = put(copy, key, { value: before, told: refused.length === 0 ? told : { ...told, refused } })
  copy.locks = copy.locks.filter((name) => name !== key)
  if (wasLocked) copy.locks.push(key)
  return { standing: copy, changes: changes.map((one) => ({ ...one, wasLocked: isNow, source: 'person' as const })) }
}
