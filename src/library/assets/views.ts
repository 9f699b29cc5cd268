import { say, sayCode } from '../../kernel/words.ts'
import type { Said } from '../../kernel/contract.ts'
import { ART_KINDS, isLocked } from '../titles/model.ts'
import type { Library } from '../libraries/index.ts'
import type { ArtworkView, CandidateView } from './contract.ts'
import type { ArtOwner, Blob, Candidate } from './model.ts'

export function toArtworkView(
  owner: ArtOwner,
  {
    library,
    candidates,
    blobs,
  }: { library: Library; candidates: readonly Candidate[]; blobs: ReadonlyMap<string, Blob> },
): ArtworkView {
  const byKind = Map.groupBy(candidates, ({ kind }) => kind)
  return {
    titleId: owner.titleId,
    title: owner.title,
    kinds: ART_KINDS.map((kind) => ({
      kind,
      name: say(`library.art.${kind}`),
      most: library.settings.artwork[kind],
      isLocked: isLocked(owner.locks, kind),
      candidates: (byKind.get(kind) ?? []).toSorted(byPlaceAndScore).map((one) => toCandidateView(one, blobs)),
    })),
  }
}

const byPlaceAndScore = (a: Candidate, b: Candidate): number =>
  (a.place ?? Number.MAX_SAFE_INTEGER) - (b.place ?? Number.MAX_SAFE_INTEGER) ||
  (b.score ?? 0) - (a.score ?? 0) ||
  a.candidateId - b.candidateId

function toCandidateView(candidate: Candidate, blobs: ReadonlyMap<string, Blob>): CandidateView {
  const { libraryId: _, titleId: __, reason, ...facts } = candidate
  const blob = facts.sha256 === null ? undefined : blobs.get(facts.sha256)
  return {
    ...facts,
    sourceText: say(`artwork.source.${facts.source}`, { provider: facts.provider ?? '' }),
    isDamaged: facts.sha256 !== null && (blob === undefined || blob.damagedSince !== null),
    reason: reason === null ? null : toSaid(reason),
  }
}

/** What can't be had says the error that it met; what the rules say is a reason. */
function toSaid({ code, params }: NonNullable<Candidate['reason']>): Said {
  return code.includes('/') ? sayCode(code, params) : { code, params, text: say(`reason.${code}`, params) }
}
