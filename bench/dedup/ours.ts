// The search for duplicates as a program of its own, started by `bench/dedup.ts`: groups to standard output as `jdupes -0` prints them.
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import type { FileRef } from '../../src/media/duplicates/duplicate-report.ts'
import { findDuplicates } from '../../src/media/duplicates/find-duplicates.ts'
import { readCacheFile } from '../../src/media/duplicates/memory/cache-file.ts'

const { values, positionals: roots } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string' },
    store: { type: 'string' },
    report: { type: 'string' },
    sabotage: { type: 'string' },
  },
})

/** `trust-size`: takes files of one size and head for equal. */
function groupsBySizeAndHead(): FileRef[][] {
  const groups = new Map<string, FileRef[]>()
  const head = Buffer.alloc(4096)
  for (const [root, folder] of roots.entries()) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !existsSync(path) || statSync(path).size === 0) continue
      const fd = openSync(path, 'r')
      const key = `${statSync(path).size} ${head.toString('latin1', 0, readSync(fd, head, 0, head.length, 0))}`
      closeSync(fd)
      groups.set(key, [...(groups.get(key) ?? []), { root, relPath: relative(folder, path) }])
    }
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

const cacheFile = values.sabotage === 'ignore-cache' ? undefined : values.cache
const cache = cacheFile === undefined ? undefined : readCacheFile(cacheFile)
const found = await findDuplicates(roots, { cache })

// `hoard`: too much at once, and too much for each file.
const hoard = values.sabotage === 'hoard' ? Buffer.alloc(400 * 1024 * 1024 + found.files * 2048, 1) : undefined

function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

const prefixes = roots.map((root) => `${root}/`)
let text = ''
function flush(): void {
  write(Buffer.from(text))
  text = ''
}

function print(files: readonly FileRef[]): void {
  for (const { root, relPath } of files) {
    if (typeof relPath === 'string') text += prefixes[root] + relPath + '\0'
    else {
      text += prefixes[root]
      flush()
      write(relPath)
      text = '\0'
    }
  }
  text += '\0'
  if (text.length > 65_536) flush()
}

if (values.sabotage === 'trust-size') for (const group of groupsBySizeAndHead()) print(group)
else {
  let toDrop = values.sabotage === 'drop-group'
  for (const { files } of found.groups) {
    if (!toDrop) print(files)
    toDrop = false
  }
  if (values.sabotage === 'keep-hardlinks') for (const links of found.hardLinks) print(links)
}
flush()

if (values.store !== undefined) writeFileSync(values.store, await found.toCache())
if (values.report !== undefined) {
  // The peak of this process image; ru_maxrss would begin with that of the process that started us.
  const peakKiB =
    process.platform === 'linux'
      ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
      : process.resourceUsage().maxRSS
  const { files, opened, groupCount, unreadable, changed, hardLinks } = found
  writeFileSync(
    values.report,
    JSON.stringify({
      peakKiB,
      files,
      opened,
      groupCount,
      hardLinks: hardLinks.length,
      unreadable: unreadable.length,
      changed: changed.length,
      hoarded: hoard?.length,
    }),
  )
}
process.exit(0)
