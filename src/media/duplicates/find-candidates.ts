import { type Classes, classify, eachInTurns, groupsOf, select } from './classify.ts'
import { type FileTable, inodeHash, isSameInode, sizeOf } from './file-columns.ts'

export interface Found {
  /** Numbers of the files, each inode once, in the order of the walk. */
  distinct: Uint32Array
  /** Those of them that share their size with another. */
  candidates: Uint32Array
  /** Numbers of the names of each inode that was met more than once. */
  links: Uint32Array[]
}

/** Files that could have an equal among `files`, by what the walk saw. */
export async function findCandidates(table: FileTable, files: Uint32Array): Promise<Found> {
  const sizes = new Float64Array(files.length)
  await eachInTurns(files.length, (at) => void (sizes[at] = sizeOf(table, files[at] as number)))
  const { firstOf, counts } = await classify(files.length, {
    hash: (at) => sizes[at] as number,
    isSame: (a, b) => sizes[a] === sizes[b],
  })
  const sharesSize = (at: number): boolean => (counts[firstOf[at] as number] as number) > 1
  const sharing = await select(files.length, sharesSize)
  const fileAt = (at: number): number => files[sharing[at] as number] as number
  const inodes = await classify(sharing.length, {
    hash: (at) => inodeHash(table, fileAt(at)),
    isSame: (a, b) => isSameInode(table, fileAt(a), fileAt(b)),
  })
  const isFurtherName = new Uint8Array(files.length)
  await eachInTurns(sharing.length, (at) => {
    if (inodes.firstOf[at] === at) return
    const place = sharing[at] as number
    isFurtherName[place] = 1
    // A further name of an inode does not make its size shared.
    const first = firstOf[place] as number
    counts[first] = (counts[first] as number) - 1
  })
  const toFile = (at: number): number => files[at] as number
  const distinct = await select(files.length, (at) => isFurtherName[at] === 0)
  const candidates = await select(distinct.length, (at) => sharesSize(distinct[at] as number))
  return {
    distinct: distinct.map(toFile),
    candidates: candidates.map((at) => toFile(distinct[at] as number)),
    links: await linkSets(inodes, fileAt),
  }
}

async function linkSets(inodes: Classes, fileAt: (at: number) => number): Promise<Uint32Array[]> {
  const { ends, members } = await groupsOf(inodes)
  const sets: Uint32Array[] = []
  await eachInTurns(ends.length, (group) => {
    sets.push(members.slice(group === 0 ? 0 : ends[group - 1], ends[group]).map(fileAt))
  })
  return sets
}
