import type { Params } from '../../../kernel/errors.ts'
import type { Reason } from '../contract.ts'
import type { SeparationRules } from '../pools/contract.ts'
import { firstFrom, insertSorted } from './sorted.ts'
import { reasonOf, type ReasonCode } from './reasons.ts'

const MINUTE_MS = 60_000

/** What the rules go by; empty keys are equal to nothing. */
export interface RuleFacts {
  isMusic: boolean
  titleKey: string
  artistKey: string
  sponsor: string
  product: string
  cartIds: readonly number[]
}

/** A rule that an item would break, and how badly: 1 is at the same moment, 0 hardly. */
export interface Breach {
  reason: Reason
  weight: number
}

interface Rule {
  keysOf(facts: RuleFacts): readonly (string | number)[]
  apartMs: number
  code: ReasonCode
  /** How much worse it is to break this one than another. */
  rank: number
}

interface Cap {
  keyOf(facts: RuleFacts): string
  atMost: number
  code: ReasonCode
  rank: number
}

const oneOr = (key: string): readonly string[] => (key === '' ? [] : [key])

function rulesOf(separation: SeparationRules): Rule[] {
  const apart = (minutes: number) => minutes * MINUTE_MS
  const rules: Rule[] = [
    {
      keysOf: (facts) => (facts.isMusic ? oneOr(facts.titleKey) : []),
      apartMs: apart(separation.titleMinutes),
      code: 'music-title-close',
      rank: 4,
    },
    {
      keysOf: (facts) => oneOr(facts.product),
      apartMs: apart(separation.productMinutes),
      code: 'music-product-close',
      rank: 3,
    },
    {
      keysOf: (facts) => oneOr(facts.sponsor),
      apartMs: apart(separation.sponsorMinutes),
      code: 'music-sponsor-close',
      rank: 3,
    },
    {
      keysOf: (facts) => (facts.isMusic ? oneOr(facts.artistKey) : []),
      apartMs: apart(separation.artistMinutes),
      code: 'music-artist-close',
      rank: 2,
    },
    {
      keysOf: (facts) => facts.cartIds,
      apartMs: apart(separation.cartMinutes),
      code: 'music-cart-close',
      rank: 1,
    },
  ]
  return rules.filter(({ apartMs }) => apartMs > 0)
}

function capsOf({ artistPerHour, sponsorPerHour }: SeparationRules): Cap[] {
  const caps: Cap[] = []
  if (artistPerHour !== null)
    caps.push({
      keyOf: (facts) => (facts.isMusic ? facts.artistKey : ''),
      atMost: artistPerHour,
      code: 'music-artist-often',
      rank: 2,
    })
  if (sponsorPerHour !== null)
    caps.push({ keyOf: (facts) => facts.sponsor, atMost: sponsorPerHour, code: 'music-sponsor-often', rank: 3 })
  return caps
}

/** Times in order, by key. */
type Times = Map<string | number, number[]>

function remember(book: Times, key: string | number, at: number): void {
  const times = book.get(key)
  if (times === undefined) book.set(key, [at])
  else insertSorted(times, at)
}

/** Distance to the nearest time before or after; infinite without any. */
function nearest(times: readonly number[] | undefined, at: number): number {
  if (times === undefined) return Infinity
  const place = firstFrom(times, at)
  return Math.min((times[place] ?? Infinity) - at, at - (times[place - 1] ?? -Infinity))
}

export interface Separation {
  remember(facts: RuleFacts, at: number): void
  /** The worst rule that an item would break there; undefined when it keeps them all. Looks back and ahead. */
  breach(facts: RuleFacts, at: number, hour: { startsAt: number; endsAt: number }): Breach | undefined
}

/** What was heard and is planned, as the rules see it. */
export function separationOf(separation: SeparationRules): Separation {
  const rules = rulesOf(separation).map((rule) => ({ rule, book: new Map() as Times }))
  const caps = capsOf(separation).map((cap) => ({ cap, book: new Map() as Times }))
  const worse = (found: Breach | undefined, weight: number, reason: () => Reason): Breach | undefined =>
    found !== undefined && found.weight >= weight ? found : { reason: reason(), weight }
  return {
    remember(facts, at) {
      for (const { rule, book } of rules) for (const key of rule.keysOf(facts)) remember(book, key, at)
      for (const { cap, book } of caps) {
        const key = cap.keyOf(facts)
        if (key !== '') remember(book, key, at)
      }
    },
    breach(facts, at, hour) {
      let found: Breach | undefined
      for (const { rule, book } of rules)
        for (const key of rule.keysOf(facts)) {
          const apart = nearest(book.get(key), at)
          if (apart >= rule.apartMs) continue
          const params: Params = { minutes: Math.floor(apart / MINUTE_MS), wanted: rule.apartMs / MINUTE_MS }
          found = worse(found, rule.rank + 1 - apart / rule.apartMs, () => reasonOf(rule.code, params))
        }
      for (const { cap, book } of caps) {
        const times = book.get(cap.keyOf(facts))
        if (times === undefined) continue
        const count = firstFrom(times, hour.endsAt) - firstFrom(times, hour.startsAt)
        if (count >= cap.atMost)
          found = worse(found, cap.rank + count / (count + 1), () => reasonOf(cap.code, { wanted: cap.atMost }))
      }
      return found
    },
  }
}
