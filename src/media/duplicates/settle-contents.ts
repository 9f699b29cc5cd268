import { classify, eachInTurns, type Groups, groupsOf, select } from './classify.ts'
import { seenIdentity, sizeOf } from './file-columns.ts'
import { type KnownIndex, makeKnownContents, sealKnownContents } from './known-contents.ts'
import { DIGEST_BYTES, SMALL_BYTES, State } from './protocol.ts'
import type { Work } from './read-heads.ts'

/** Digests of content classes, from a cache or from a comparison. */
export type ClassDigests = Map<number, Uint8Array>

/** A timestamp that is closer than this to the time of reading may hide a later write: not remembered. */
const RACY_MS = 2000

/** Fills in what an earlier search knows of the candidates. Gives sha256 by (old) content class. */
export async function recall(
  index: KnownIndex | undefined,
  { table, candidates }: Pick<Work, 'table' | 'candidates'>,
): Promise<ClassDigests> {
  const digests: ClassDigests = new Map()
  if (index === undefined) return digests
  const { known } = index
  const digestWords = wordsOf(candidates.digests)
  const knownWords = wordsOf(known.digests)
  await eachInTurns(candidates.files.length, (position) => {
    const record = index.find(table, candidates.files[position] as number)
    if (record < 0) return
    candidates.states[position] = State.read
    for (let word = 0; word < 8; word++) digestWords[position * 8 + word] = knownWords[record * 8 + word] as number
    candidates.classes[position] = known.classes[record] as number
  })
  known.classNames.forEach((name, at) =>
    digests.set(name, known.classDigests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES)),
  )
  return digests
}

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

/** @param needsDigest whether every recalled class must come with its sha256 */
export function sortHeadGroups(
  groups: Groups,
  work: Pick<Work, 'table' | 'candidates'>,
  needsDigest: ClassDigests | undefined,
): HeadGroups {
  const lists = { settled: [] as Uint32Array[], recalled: [] as Uint32Array[], open: [] as Uint32Array[] }
  const { files, classes } = work.candidates
  const size = (positions: Uint32Array): number => sizeOf(work.table, files[positions[0] as number] as number)
  for (const positions of eachGroup(groups)) {
    if (size(positions) <= SMALL_BYTES) lists.settled.push(positions)
    else if (isRecalled(positions, classes, needsDigest)) lists.recalled.push(positions)
    else lists.open.push(positions)
  }
  lists.open.sort((a, b) => size(b) * b.length - size(a) * a.length)
  return { settled: packed(lists.settled), recalled: packed(lists.recalled), open: packed(lists.open) }
}

function isRecalled(positions: Uint32Array, classes: Uint32Array, needsDigest: ClassDigests | undefined): boolean {
  if (!positions.every((position) => classes[position] !== 0)) return false
  if (needsDigest === undefined) return true
  const named = Array.from(positions, (position) => classes[position] as number)
  return named.every((name, at) =>
    named.indexOf(name) === at && named.lastIndexOf(name) === at ? true : needsDigest.has(name),
  )
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
export function renameRecalled(recalled: Groups, classes: Uint32Array, old: ClassDigests): ClassDigests {
  const digests: ClassDigests = new Map()
  for (const positions of eachGroup(recalled)) {
    const names = new Map<number, number>()
    for (const position of positions) {
      const was = classes[position] as number
      const name = names.get(was) ?? position + 1
      names.set(was, name)
      classes[position] = name
      const sha256 = old.get(was)
      if (sha256 !== undefined) digests.set(name, sha256)
    }
  }
  return digests
}

/** What this search learned, for the next one. Files whose times are too close to `startedAtMs` to be trusted are left out. */
export function remember(
  { table, candidates }: Pick<Work, 'table' | 'candidates'>,
  digests: ClassDigests,
  startedAtMs: number,
): Uint8Array {
  const latestNs = BigInt(Math.floor(startedAtMs - RACY_MS)) * 1_000_000n
  const kept: number[] = []
  candidates.files.forEach((file, position) => {
    const { mtimeNs, ctimeNs } = seenIdentity(table, file)
    if (candidates.states[position] === State.read && ctimeNs < latestNs && mtimeNs < latestNs) kept.push(position)
  })
  const known = makeKnownContents(kept.length, digests.size)
  kept.forEach((position, record) => {
    const identity = seenIdentity(table, candidates.files[position] as number)
    known.ids.set([identity.dev, identity.ino, identity.mtimeNs, identity.ctimeNs], record * 4)
    known.sizes[record] = identity.size
    known.digests.set(
      candidates.digests.subarray(position * DIGEST_BYTES, (position + 1) * DIGEST_BYTES),
      record * DIGEST_BYTES,
    )
    known.classes[record] = candidates.classes[position] as number
  })
  let at = 0
  for (const [name, sha256] of digests) {
    known.classNames[at] = name
    known.classDigests.set(sha256, DIGEST_BYTES * at++)
  }
  return sealKnownContents(known)
}
