import type { Candidate } from '../model.ts'
import type { TitleKind } from '../../titles/model.ts'
import { type ArtRule, ruleOf } from './rules.ts'

type Scored = Pick<Candidate, 'kind' | 'source' | 'language' | 'width' | 'height' | 'votes' | 'voteAverage'>

export interface Judged {
  /** 0 to 100. */
  score: number
  /** Why it is not chosen by itself while there is another one. Words: `reason.artwork.<gate>`. */
  gate: 'too-small' | 'wrong-shape' | 'unknown-size' | null
}

const MOST = { resolution: 30, shape: 20, language: 20, votes: 20, rank: 10 } as const
/** What a gate and the shape forgive. */
const SLACK = 0.1
const EXACT = 0.02
/** An average of so few votes says half of what it seems to. */
const FEW_VOTES = 5

export function judge(candidate: Scored, wish: { ofTitle: TitleKind; language: string }): Judged {
  const rule = ruleOf(candidate.kind, wish.ofTitle)
  const points =
    resolution(candidate, rule) +
    shape(candidate, rule) +
    language(candidate, { rule, wanted: wish.language }) +
    votes(candidate) +
    MOST.rank * (candidate.source === 'provider' ? 0.6 : 1)
  return { score: Math.round(points * 100) / 100, gate: gateOf(candidate, rule) }
}

function gateOf({ width, height }: Scored, { shape: [from, to], least }: ArtRule): Judged['gate'] {
  if (width === null || height === null) return 'unknown-size'
  if (width < least[0] * (1 - SLACK) || height < least[1] * (1 - SLACK)) return 'too-small'
  const ratio = width / height
  return ratio < from * (1 - SLACK) || ratio > to * (1 + SLACK) ? 'wrong-shape' : null
}

function resolution({ width, height }: Scored, { ideal }: ArtRule): number {
  if (width === null || height === null) return 0
  return MOST.resolution * Math.min(1, Math.sqrt((width * height) / (ideal[0] * ideal[1])))
}

/** All of it up to 2 % outside of the rule, nothing from 10 % on. */
function shape({ width, height }: Scored, { shape: [from, to] }: ArtRule): number {
  if (width === null || height === null) return 0
  const ratio = width / height
  const off = Math.max(0, from / ratio - 1, ratio / to - 1)
  return MOST.shape * Math.min(1, Math.max(0, (SLACK - off) / (SLACK - EXACT)))
}

function language({ source, language: own }: Scored, { rule, wanted }: { rule: ArtRule; wanted: string }): number {
  // A picture that somebody put there is in the right language until its name says otherwise.
  if (own === null) return MOST.language * (rule.isTextless || source !== 'provider' ? 1 : 0.6)
  const [base] = wanted.split('-')
  if (own === wanted || own.split('-')[0] === base) return MOST.language * (rule.isTextless ? 0.6 : 1)
  return own === 'en' ? MOST.language * 0.4 : 0
}

/** Somebody has chosen a picture that lies beside the film, or was uploaded. */
function votes({ source, votes: count, voteAverage }: Scored): number {
  if (source !== 'provider') return MOST.votes
  if (count === null || voteAverage === null || count <= 0) return 0
  return MOST.votes * Math.min(1, Math.max(0, voteAverage / 10)) * (count / (count + FEW_VOTES))
}
