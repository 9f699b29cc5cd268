import type { Groups } from './classify.ts'
import { describe, ordered } from './describe-files.ts'
import type { DuplicateFile, DuplicateGroup } from './duplicate-report.ts'
import { type FileTable, sizeOf } from './file-columns.ts'
import type { KeptFiles } from './memory/kept-groups.ts'
import type { KnownContents } from './memory/known-contents.ts'
import { type Candidates, DIGEST_BYTES } from './protocol.ts'
import { type ClassDigests, eachGroup, type HeadGroups } from './settle-contents.ts'

/** Groups of equal files, by file number. */
export interface EqualFiles extends Groups {
  /** sha256 of the bytes of a group; undefined, or zeros, where nobody has made it. */
  sha256Of(group: number): Uint8Array | undefined
}

export function equalAsKept({ groups, groupNumbers }: KeptFiles, known: KnownContents): EqualFiles {
  return {
    ...groups,
    sha256Of(group) {
      const from = ((groupNumbers[group] as number) - 1) * DIGEST_BYTES
      return known.groupDigests.subarray(from, from + DIGEST_BYTES)
    },
  }
}

/** Small files with one digest. */
export function equalByDigest({ settled }: HeadGroups, { files, digests }: Candidates): EqualFiles {
  return {
    ends: settled.ends,
    members: settled.members.map((position) => files[position] as number),
    sha256Of(group) {
      const first = settled.members[group === 0 ? 0 : (settled.ends[group - 1] as number)] as number
      return digests.subarray(first * DIGEST_BYTES, (first + 1) * DIGEST_BYTES)
    },
  }
}

/** Larger files of one content class. */
export function equalByClass(
  { recalled, open }: HeadGroups,
  { files, classes }: Candidates,
  digests: ClassDigests,
): EqualFiles {
  const [ends, members, names]: [number[], number[], number[]] = [[], [], []]
  for (const compared of [recalled, open]) {
    for (const positions of eachGroup(compared)) {
      const byClass = Map.groupBy(positions, (position) => classes[position] as number)
      for (const [contentClass, equal] of byClass) {
        if (contentClass === 0 || equal.length < 2) continue
        for (const position of equal) members.push(files[position] as number)
        ends.push(members.length)
        names.push(contentClass)
      }
    }
  }
  return {
    ends: Uint32Array.from(ends),
    members: Uint32Array.from(members),
    sha256Of: (group) => digests.get(names[group] as number),
  }
}

interface Showing {
  table: FileTable
  /** Of each file the number of the first of its names, plus one; 0 where it is its own. */
  shownAs: Uint32Array
  wantsDigests: boolean
}

export function* showGroups(parts: readonly EqualFiles[], showing: Showing): Generator<DuplicateGroup> {
  for (const equal of parts)
    for (let group = 0; group < equal.ends.length; group++) yield showGroup(equal, group, showing)
}

function showGroup(equal: EqualFiles, group: number, { table, shownAs, wantsDigests }: Showing): DuplicateGroup {
  const [from, to] = [group === 0 ? 0 : (equal.ends[group - 1] as number), equal.ends[group] as number]
  const size = sizeOf(table, equal.members[from] as number)
  const met: DuplicateFile[] = []
  for (let at = from; at < to; at++) {
    const file = equal.members[at] as number
    met.push(describe(table, file, { size, shown: shownAs[file] === 0 ? file : (shownAs[file] as number) - 1 }))
  }
  const files = ordered(met)
  return wantsDigests
    ? { size, sha256: Buffer.from(equal.sha256Of(group) ?? []).toString('hex'), files }
    : { size, files }
}
