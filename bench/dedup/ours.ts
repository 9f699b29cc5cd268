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
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findDuplicates } from '../../src/media/duplicates/find-duplicates.ts'

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
function groupsBySizeAndHead(): Buffer[][] {
  const groups = new Map<string, Buffer[]>()
  const head = Buffer.alloc(4096)
  for (const root of roots) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !existsSync(path) || statSync(path).size === 0) continue
      const fd = openSync(path, 'r')
      const key = `${statSync(path).size} ${head.toString('latin1', 0, readSync(fd, head, 0, head.length, 0))}`
      closeSync(fd)
      groups.set(key, [...(groups.get(key) ?? []), Buffer.from(path)])
    }
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

const cacheFile = values.sabotage === 'ignore-cache' ? undefined : values.cache
// Read once the threads have been asked to start: they take longer for that than the reading.
const cache = Promise.resolve(cacheFile).then((file) => (file === undefined ? undefined : readFileSync(file)))
const found = await findDuplicates(roots, { cache })

// `hoard`: too much at once, and too much for each file.
const hoard = values.sabotage === 'hoard' ? Buffer.alloc(400 * 1024 * 1024 + found.files * 2048, 1) : undefined

const pathOf = ({ root, relPath }: { root: number; relPath: string | Buffer }): string | Buffer =>
  typeof relPath === 'string'
    ? `${String(roots[root])}/${relPath}`
    : Buffer.concat([Buffer.from(`${String(roots[root])}/`), relPath])

function* printed(): Generator<readonly (string | Buffer)[]> {
  if (values.sabotage === 'trust-size') return yield* groupsBySizeAndHead()
  let toDrop = values.sabotage === 'drop-group'
  for (const group of found.groups) {
    if (!toDrop) yield group.files.map(pathOf)
    toDrop = false
  }
  if (values.sabotage === 'keep-hardlinks') for (const links of found.hardLinks) yield links.map(pathOf)
}

function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

let text = ''
for (const group of printed()) {
  for (const path of group) {
    if (typeof path === 'string') text += path
    else {
      write(Buffer.from(text))
      write(path)
      text = ''
    }
    text += '\0'
  }
  text += '\0'
  if (text.length < 65_536) continue
  write(Buffer.from(text))
  text = ''
}
write(Buffer.from(text))

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
