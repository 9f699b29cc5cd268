import { classify, eachInTurns, type Groups, groupsOf, select } from './classify.ts'
import { chunkOf, rowOf, sizeOf } from './file-columns.ts'
import { findKnown, type KnownContents } from './memory/known-contents.ts'
import { DIGEST_BYTES, isDigest, SMALL_BYTES, State } from './protocol.ts'
import type { Work } from './read-heads.ts'

/** Digests of content classes. */
export type ClassDigests = Map<number, Uint8Array>

/** Fills in what an earlier search knows of the candidates. Classes are then its groups, and one for each file that was in none. */
export async function recall(
  known: KnownContents | undefined,
  { table, candidates }: Pick<Work, 'table' | 'candidates'>,
): Promise<void> {
  if (known === undefined) return
  const digestWords = wordsOf(candidates.digests)
  const knownWords = wordsOf(known.digests)
  await eachInTurns(candidates.files.length, (position) => {
    const file = candidates.files[position] as number
    const found = findKnown(known, chunkOf(table, file), rowOf(file))
    if (found === 0 || !isDigest(known.digests, found - 1)) return
    candidates.states[position] = State.read
    for (let word = 0; word < 8; word++) digestWords[position * 8 + word] = knownWords[(found - 1) * 8 + word] as number
    candidates.classes[position] = (known.groups[found - 1] as number) || known.counts.groups + found
  })
}

/** sha256 of a class that `recall` filled in, where an earlier search has made it. */
export type RecalledDigest = (contentClass: number) => Uint8Array | undefined

export const recalledDigestOf =
  (known: KnownContents | undefined): RecalledDigest =>
  (contentClass) =>
    known !== undefined && contentClass <= known.counts.groups && isDigest(known.groupDigests, contentClass - 1)
      ? known.groupDigests.subarray((contentClass - 1) * DIGEST_BYTES, contentClass * DIGEST_BYTES)
      : undefined

/** Groups of candidates that were read and agree in size and digest. */
export async function groupByHead({ table, candidates }: Pick<Work, 'table' | 'candidates'>): Promise<Groups> {
  const { files, states, digests } = candidates
  const read = await select(files.length, (position) => states[position] === State.read)
  const words = wordsOf(digests)
  const size = (at: number): number => sizeOf(table, files[read[at] as number] as number)
  const groups = await groupsOf(
    await classify(read.length, {
      hash: (at) => words[(read[at] as number) * 8] as number,
      isSame: (a, b) => isSameDigest(words, read[a] as number, read[b] as number) && size(a) === size(b),
    }),
  )
  return { ends: groups.ends, members: groups.members.map((at) => read[at] as number) }
}

const wordsOf = (digests: Uint8Array): Uint32Array =>
  new Uint32Array(digests.buffer, digests.byteOffset, digests.length / 4)

function isSameDigest(words: Uint32Array, a: number, b: number): boolean {
  for (let word = 0; word < 8; word++) if (words[a * 8 + word] !== words[b * 8 + word]) return false
  return true
}

export interface HeadGroups {
  /** Of small files: equal digests settle them. */
  settled: Groups
  /** Of larger files with every content class on record. */
  recalled: Groups
  /** Of larger files that must be compared, most bytes first. */
  open: Groups
}

/** @param needed where every recalled class of two or more must come with its sha256 */
export function sortHeadGroups(
  groups: Groups,
  work: Pick<Work, 'table' | 'candidates'>,
  needed: RecalledDigest | undefined,
): HeadGroups {
  const lists = { settled: [] as Uint32Array[], recalled: [] as Uint32Array[], open: [] as Uint32Array[] }
  const { files, classes } = work.candidates
  const size = (positions: Uint32Array): number => sizeOf(work.table, files[positions[0] as number] as number)
  for (const positions of eachGroup(groups)) {
    if (size(positions) <= SMALL_BYTES) lists.settled.push(positions)
    else if (isRecalled(positions, classes, needed)) lists.recalled.push(positions)
    else lists.open.push(positions)
  }
  lists.open.sort((a, b) => size(b) * b.length - size(a) * a.length)
  return { settled: packed(lists.settled), recalled: packed(lists.recalled), open: packed(lists.open) }
}

function isRecalled(positions: Uint32Array, classes: Uint32Array, needed: RecalledDigest | undefined): boolean {
  if (!positions.every((position) => classes[position] !== 0)) return false
  if (needed === undefined) return true
  const met = new Set<number>()
  return positions.every((position) => {
    const name = classes[position] as number
    if (met.has(name)) return needed(name) !== undefined
    met.add(name)
    return true
  })
}

export function* eachGroup({ ends, members }: Groups): Generator<Uint32Array> {
  for (let group = 0; group < ends.length; group++)
    yield members.subarray(group === 0 ? 0 : ends[group - 1], ends[group])
}

function packed(lists: readonly Uint32Array[]): Groups {
  const ends = new Uint32Array(lists.length)
  const members = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0))
  let at = 0
  lists.forEach((list, group) => {
    members.set(list, at)
    ends[group] = at += list.length
  })
  return { ends, members }
}

/**
 * Gives recalled classes the names that fresh ones have (lowest position plus one), so that names are unique over all
 * groups; the digests are renamed with them.
 */
export function renameRecalled(recalled: Groups, classes: Uint32Array, digestOf: RecalledDigest): ClassDigests {
  const digests: ClassDigests = new Map()
  for (const positions of eachGroup(recalled)) {
    const names = new Map<number, number>()
    for (const position of positions) {
      const was = classes[position] as number
      const name = names.get(was) ?? position + 1
      names.set(was, name)
      classes[position] = name
      const sha256 = digestOf(was)
      if (sha256 !== undefined) digests.set(name, sha256)
    }
  }
  return digests
}
