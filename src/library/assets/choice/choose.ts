import { isSameLook } from '../../../media/images/look.ts'
import type { TitleKind } from '../../titles/model.ts'
import { AUTO, type Candidate } from '../model.ts'
import { judge } from './score.ts'

export interface ChoiceWish {
  ofTitle: TitleKind
  language: string
  /** Most of the kind; 0 for none. */
  limit: number
  /** A person chose, or locked the kind: what is chosen stays. */
  isLocked: boolean
  /** Of the contents that are in the cache, by their hash. */
  looks: ReadonlyMap<string, string | null>
}

/** A better one must be this much better than one that is chosen already: else each vote would write files anew. */
const MUCH_BETTER = 3

/** Scores the candidates of one kind of one title, finds those that look the same, and chooses. Those that changed, anew. */
export function chooseAmong(candidates: readonly Candidate[], wish: ChoiceWish): Candidate[] {
  const judged = candidates.map((candidate): Judged => {
    const { score, gate } = judge(candidate, wish)
    const lasting = isLasting(candidate.reason) ? candidate.reason : null
    return {
      ...candidate,
      score,
      reason: lasting ?? (gate === null ? null : { code: `artwork.${gate}`, params: {} }),
    }
  })
  const ordered = judged.toSorted((a, b) => weightOf(b) - weightOf(a) || a.candidateId - b.candidateId)
  const twins = findTwins(ordered, wish.looks)
  const chosen = wish.isLocked ? undefined : pick(ordered, { twins, limit: wish.limit })
  return ordered.map((candidate) => ({
    ...candidate,
    twinOf: twins.get(candidate.candidateId) ?? null,
    ...(chosen === undefined ? {} : placed(candidate, chosen)),
  }))
}

/** Its content can't be had: the code of an error (`area/code`). What the rules say is found anew each time (`artwork.code`). */
export const isLasting = (reason: Candidate['reason']): boolean => reason !== null && reason.code.includes('/')

type Judged = Candidate & { score: number }

const weightOf = ({ score, state, chosenBy }: Judged): number =>
  score + (state === 'chosen' && chosenBy === AUTO ? MUCH_BETTER : 0)

function findTwins(ordered: readonly Judged[], looks: ChoiceWish['looks']): Map<number, number> {
  const twins = new Map<number, number>()
  const firsts: { candidateId: number; sha256: string; look: string | null }[] = []
  for (const { candidateId, sha256, state } of ordered) {
    if (sha256 === null || state === 'rejected') continue
    const look = looks.get(sha256) ?? null
    const first = firsts.find(
      (one) => one.sha256 === sha256 || (look !== null && one.look !== null && isSameLook(one.look, look)),
    )
    if (first === undefined) firsts.push({ candidateId, sha256, look })
    else twins.set(candidateId, first.candidateId)
  }
  return twins
}

/** What lies beside the media is taken though it does not fit when there is nothing else: players show it anyway. */
function pick(
  ordered: readonly Judged[],
  { twins, limit }: { twins: ReadonlyMap<number, number>; limit: number },
): number[] {
  const open = ordered.filter(
    ({ candidateId, state, reason }) => state !== 'rejected' && !twins.has(candidateId) && !isLasting(reason),
  )
  const fit = open.filter(({ reason }) => reason === null)
  const taken = fit.length > 0 ? fit : open.filter(({ source }) => source !== 'provider')
  return taken.slice(0, limit).map(({ candidateId }) => candidateId)
}

function placed(
  { candidateId, state }: Candidate,
  chosen: readonly number[],
): Pick<Candidate, 'state' | 'chosenBy' | 'place'> {
  const place = chosen.indexOf(candidateId)
  if (place >= 0) return { state: 'chosen', chosenBy: AUTO, place }
  return { state: state === 'rejected' ? 'rejected' : 'open', chosenBy: null, place: null }
}
