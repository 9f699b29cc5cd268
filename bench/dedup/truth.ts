import { readFileSync } from 'node:fs'
import type { TreePlan } from './tree.ts'

/** Groups as a set of lines, each the sorted numbers of the inodes of one group. */
export type GroupSet = ReadonlySet<string>

/** What the generator knows: files with the same bytes, empty ones and symlinks left out, each inode once. */
export function trueGroups({ entries }: TreePlan): GroupSet {
  const classes = new Map<number, number[]>()
  entries.forEach((entry, number) => {
    if (entry.kind !== 'file' || entry.content.size === 0) return
    const same = classes.get(entry.content.contentClass)
    if (same === undefined) classes.set(entry.content.contentClass, [number])
    else same.push(number)
  })
  return new Set([...classes.values()].filter((group) => group.length > 1).map(lineOf))
}

const lineOf = (inodes: number[]): string => inodes.toSorted((a, b) => a - b).join(' ')

/** Reads groups as `jdupes -0` prints them: names that end with NUL, and a NUL after each group. */
export function readGroups(file: string, root: string, plan: TreePlan): number[][] {
  const inodes = new Map<string, number>()
  plan.entries.forEach((entry, number) => {
    if (entry.kind !== 'symlink') inodes.set(entry.path, entry.kind === 'link' ? entry.to : number)
  })
  const prefix = `${Buffer.from(root).toString('latin1')}/`
  const text = readFileSync(file, 'latin1')
  return text
    .split('\0\0')
    .filter((group) => group.length > 0)
    .map((group) =>
      group.split('\0').map((path) => {
        const inode = path.startsWith(prefix) ? inodes.get(path.slice(prefix.length)) : undefined
        if (inode === undefined) throw new Error(`a group names ${JSON.stringify(path)}, which the tree does not have`)
        return inode
      }),
    )
}

/** Groups of a program that may name an inode twice among its duplicates: names of one inode count once. */
export function lenientSet(groups: readonly number[][]): GroupSet {
  return new Set(
    groups
      .map((group) => [...new Set(group)])
      .filter((group) => group.length > 1)
      .map(lineOf),
  )
}

/** Groups as they stand: an inode that is named twice makes them differ from the truth. */
export function strictSet(groups: readonly number[][]): GroupSet {
  return new Set(groups.map(lineOf))
}

export function isSameSet(a: GroupSet, b: GroupSet): boolean {
  return a.size === b.size && [...a].every((line) => b.has(line))
}
