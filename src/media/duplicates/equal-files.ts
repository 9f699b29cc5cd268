import type { Groups } from './classify.ts'
import { compareRefs, describe } from './describe-files.ts'
import type { DuplicateFile, DuplicateGroup, FileRef } from './duplicate-report.ts'
import { type FileTable, sizeOf } from './file-columns.ts'
import type { KeptFiles } from './kept-groups.ts'
import type { KnownContents } from './known-contents.ts'
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
  /** The first of several names, for files whose number stands for another of their names. */
  firstNames: ReadonlyMap<number, FileRef>
  wantsDigests: boolean
}

export function* showGroups(equal: EqualFiles, showing: Showing): Generator<DuplicateGroup> {
  const { table, firstNames, wantsDigests } = showing
  for (let group = 0, at = 0; group < equal.ends.length; group++) {
    const size = sizeOf(table, equal.members[at] as number)
    const files: DuplicateFile[] = []
    for (const end = equal.ends[group] as number; at < end; at++) {
      const file = equal.members[at] as number
      files.push(describe(table, file, firstNames.get(file)))
    }
    files.sort(compareRefs)
    if (!wantsDigests) yield { size, files }
    else yield { size, sha256: Buffer.from(equal.sha256Of(group) ?? []).toString('hex'), files }
  }
}
