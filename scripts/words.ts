// The catalogue's tool: `node scripts/words.ts set KEY TEXT [KEY TEXT ...]` adds or changes sentences, `remove KEY ...`
// takes them out; the file stays sorted.
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'locales', 'en.json')
const lock = `${file}.lock`

function locked(work: () => void): void {
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  try {
    work()
  } finally {
    rmdirSync(lock)
  }
}

function write(words: Record<string, string>): void {
  const sorted = Object.fromEntries(Object.entries(words).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(`${file}.new`, `${JSON.stringify(sorted, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

const [command, ...rest] = process.argv.slice(2)
const isSet = command === 'set' && rest.length > 0 && rest.length % 2 === 0
const isRemove = command === 'remove' && rest.length > 0
if (!isSet && !isRemove) {
  process.stderr.write('usage: node scripts/words.ts set KEY TEXT [KEY TEXT ...] | remove KEY [KEY ...]\n')
  process.exit(2)
}
locked(() => {
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  if (isRemove) for (const key of rest) delete words[key]
  else for (let i = 0; i < rest.length; i += 2) words[String(rest[i])] = String(rest[i + 1])
  write(words)
})
