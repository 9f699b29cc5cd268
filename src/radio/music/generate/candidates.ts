import { categoryTest } from './category-query.ts'
import type { RuleFacts } from './history.ts'
import type { HeardFacts, PlanDayInput, PoolTrack } from './model.ts'
import { toSecondsDown, toSecondsUp } from './timeline.ts'

const DAY_MS = 86_400_000

/** A track that can be placed, with what choosing needs of it. */
export interface Candidate {
  track: PoolTrack
  facts: RuleFacts
  isMusic: boolean
  /** In the log: whole seconds. Music loses its last part of a second, what is no music is followed by a pause. */
  lengthMs: number
  /** When it was heard last before the day; -Infinity for never. */
  heardAt: number
  /** When it was placed last by this plan. */
  placedAt: number | null
}

const keyOf = (text: string | null | undefined): string => text?.trim().toLowerCase() ?? ''

const audioMsOf = ({ cueInMs, cueOutMs, lengthMs }: PoolTrack): number =>
  Math.min(cueOutMs > cueInMs ? cueOutMs : lengthMs, lengthMs) - cueInMs

/** Undefined for what has less than a second, or 24 hours and more. */
function candidateOf(track: PoolTrack, cartIds: readonly number[]): Candidate | undefined {
  const isMusic = track.typeCode === 'MUS'
  const audioMs = audioMsOf(track)
  const lengthMs = isMusic ? toSecondsDown(audioMs) : toSecondsUp(audioMs)
  if (audioMs < 1 || lengthMs < 1000 || track.cueInMs + lengthMs >= DAY_MS) return undefined
  const facts = {
    isMusic,
    titleKey: track.titleKey,
    artistKey: track.artistKey,
    sponsor: keyOf(track.sponsor),
    product: keyOf(track.product),
    cartIds,
  }
  return { track, facts, isMusic, lengthMs, heardAt: -Infinity, placedAt: null }
}

/** Where the audio ends that a log's length plays. */
export const cueOutOf = ({ track }: Candidate, lengthMs: number): number =>
  track.cueInMs + Math.min(audioMsOf(track), lengthMs)

export interface Candidates {
  all: readonly Candidate[]
  byId: ReadonlyMap<number, Candidate>
  /** What the rules go by of something that was heard or is kept. */
  factsOf(heard: HeardFacts): RuleFacts
}

export function candidatesOf({
  tracks,
  carts,
  categories,
}: Pick<PlanDayInput, 'tracks' | 'carts' | 'categories'>): Candidates {
  const cartsOf = new Map<number, number[]>()
  for (const { cartId, members, categoryId } of carts) {
    const category = categories.find((one) => one.categoryId === categoryId)
    const belongs = category === undefined ? () => false : categoryTest(category.query)
    const ids = [...members, ...tracks.filter(belongs)].map(({ trackId }) => trackId)
    for (const trackId of new Set(ids)) cartsOf.set(trackId, [...(cartsOf.get(trackId) ?? []), cartId])
  }
  const all: Candidate[] = []
  for (const track of tracks) {
    const one = candidateOf(track, cartsOf.get(track.trackId) ?? [])
    if (one !== undefined) all.push(one)
  }
  const byId = new Map(all.map((one) => [one.track.trackId, one]))
  return {
    all,
    byId,
    factsOf({ trackId, titleKey, artistKey, sponsor, product }) {
      const known = trackId === null ? undefined : byId.get(trackId)
      return {
        isMusic: known?.isMusic ?? (titleKey !== undefined || artistKey !== undefined),
        titleKey: titleKey ?? known?.facts.titleKey ?? '',
        artistKey: artistKey ?? known?.facts.artistKey ?? '',
        sponsor: sponsor === undefined ? (known?.facts.sponsor ?? '') : keyOf(sponsor),
        product: product === undefined ? (known?.facts.product ?? '') : keyOf(product),
        cartIds: trackId === null ? [] : (cartsOf.get(trackId) ?? []),
      }
    },
  }
}
