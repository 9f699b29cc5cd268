import type { NamePiece } from './model.ts'
import type { PathPart } from './path-parts.ts'

/** Stands where a rule has taken a character: no letter, no digit, no separator, so no later rule reads over it. */
export const TAKEN = '\uE000'

export interface Span {
  from: number
  to: number
}

export interface Claim extends Span {
  as: string
  rule: string
  /** Seen alone it may be a word of the title: it counts only beside something that is sure. */
  isLikely?: boolean
}

/** One part of a path while the rules read it, each taking its pieces. */
export interface Sheet {
  readonly part: PathPart
  readonly text: string
  /** By place; none overlaps another. */
  readonly claims: readonly Claim[]
}

interface OpenSheet extends Sheet {
  readonly claims: Claim[]
}

export function newSheet(part: PathPart): Sheet {
  return { part, text: part.text.replaceAll(TAKEN, ' '), claims: [] }
}

/** Takes a stretch unless an earlier rule has some of it. */
export function claim(sheet: Sheet, wanted: Claim): boolean {
  const { claims } = sheet as OpenSheet
  const isFree = claims.every(({ from, to }) => to <= wanted.from || from >= wanted.to)
  if (!isFree || wanted.from >= wanted.to) return false
  const after = claims.findIndex(({ from }) => from >= wanted.to)
  claims.splice(after === -1 ? claims.length : after, 0, wanted)
  return true
}

/** Takes a stretch from rules that were not sure. */
export function claimOver(sheet: Sheet, wanted: Claim): boolean {
  const { claims } = sheet as OpenSheet
  const isWeaker = (one: Claim): boolean => one.isLikely === true && one.as !== 'year'
  const kept = claims.filter((one) => !isWeaker(one) || one.to <= wanted.from || one.from >= wanted.to)
  claims.splice(0, claims.length, ...kept)
  return claim(sheet, wanted)
}

/** The text with all that is taken for sure blanked out; places stay. */
export function openText({ text, claims }: Sheet): string {
  let [open, at] = ['', 0]
  for (const { from, to, isLikely } of claims) {
    if (isLikely === true) continue
    open += text.slice(at, from) + TAKEN.repeat(to - from)
    at = to
  }
  return open + text.slice(at)
}

export function claimText(sheet: Sheet, { from, to }: Span): string {
  return sheet.text.slice(from, to)
}

/** The first that was taken as this. */
export function findClaim(sheet: Sheet, as: string): Claim | undefined {
  return sheet.claims.find((one) => one.as === as)
}

export function toPieces(sheet: Sheet): NamePiece[] {
  return sheet.claims.map((one) => ({
    text: claimText(sheet, one),
    at: sheet.part.at + one.from,
    as: one.as,
    rule: one.rule,
  }))
}

/** Nothing but separators and brackets. */
export function isGap(text: string): boolean {
  return /^[\s._\-–+,&|/[\](){}【】]*$/u.test(text)
}
