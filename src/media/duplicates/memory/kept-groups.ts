import { eachInTurns, type Groups } from '../classify.ts'
import type { IsFresh, ListedFiles } from '../list-files.ts'
import type { KnownContents } from './known-contents.ts'

/** Files that are as an earlier search left them, each inode once, and their groups. */
export interface KeptFiles {
  files: Uint32Array
  /** Of each file its record. */
  records: Uint32Array
  /** Of file numbers. */
  groups: Groups
  /** Of each group its number in what is known, from 1. */
  groupNumbers: readonly number[]
  /** Numbers of the names of each inode that was met more than once. */
  links: Uint32Array[]
}

export async function keepFiles(
  { numbers, records }: ListedFiles,
  known: KnownContents,
  isFresh: IsFresh | undefined,
): Promise<KeptFiles> {
  const [files, recordsOfFiles] = [new Uint32Array(numbers.length), new Uint32Array(numbers.length)]
  const seenAt = new Uint32Array(known.counts.rows)
  const members = new Uint32Array(known.counts.groups + 1)
  const links = new Map<number, number[]>()
  let count = 0
  await eachInTurns(numbers.length, (at) => {
    if (isFresh?.(at) === true) return
    const record = (records[at] as number) - 1
    const seen = seenAt[record] as number
    if (seen > 0) {
      const met = links.get(record)
      if (met === undefined) links.set(record, [numbers[seen - 1] as number, numbers[at] as number])
      else met.push(numbers[at] as number)
      return
    }
    seenAt[record] = at + 1
    files[count] = numbers[at] as number
    recordsOfFiles[count++] = record
    const group = known.groups[record] as number
    members[group] = (members[group] as number) + 1
  })
  const kept = { files: files.subarray(0, count), records: recordsOfFiles.subarray(0, count) }
  const names = [...links.values()]
  const linkSets: Uint32Array[] = []
  await eachInTurns(names.length, (at) => void linkSets.push(Uint32Array.from(names[at] as number[])))
  return { ...kept, ...(await groupKept(kept, known, members)), links: linkSets }
}

async function groupKept(
  { files, records }: Pick<KeptFiles, 'files' | 'records'>,
  known: KnownContents,
  memberCounts: Uint32Array,
): Promise<Pick<KeptFiles, 'groups' | 'groupNumbers'>> {
  const next = new Uint32Array(memberCounts.length)
  const [ends, groupNumbers]: [number[], number[]] = [[], []]
  let total = 0
  await eachInTurns(memberCounts.length, (group) => {
    if (group === 0 || (memberCounts[group] as number) < 2) return
    next[group] = total
    ends.push((total += memberCounts[group] as number))
    groupNumbers.push(group)
  })
  const members = new Uint32Array(total)
  await eachInTurns(files.length, (at) => {
    const group = known.groups[records[at] as number] as number
    if (group === 0 || (memberCounts[group] as number) < 2) return
    members[next[group] as number] = files[at] as number
    next[group] = (next[group] as number) + 1
  })
  return { groups: { ends: Uint32Array.from(ends), members }, groupNumbers }
}
