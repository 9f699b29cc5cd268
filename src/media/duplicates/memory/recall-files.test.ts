import assert from 'node:assert/strict'
import { existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import type { DuplicateOptions, DuplicateResult } from '../duplicate-report.ts'
import { findDuplicates } from '../find-duplicates.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'recall-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const KIB = 1024
const STAMP = new Date(1_700_000_000_000)

/** Few sizes and few contents, so that most files have an equal or one that looks alike. */
const content = fc.record({ size: fc.constantFrom(3, 5, 33 * KIB, 40 * KIB), differsAt: fc.constantFrom(-1, 0, 1) })
const FOLDERS = ['', 'a/', 'b/', 'b/c/']
const place = fc.nat(11).map((number) => `${FOLDERS[number % 4]}f${number}`)
const change = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), to: place, content }) },
  fc.record({ kind: fc.constant('rename' as const), from: place, to: place }),
  fc.record({ kind: fc.constant('link' as const), from: place, to: place }),
  fc.record({ kind: fc.constant('remove' as const), from: place }),
  fc.record({ kind: fc.constant('swap folders' as const) }),
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function apply(step: Change): void {
  const has = (name: string): boolean => existsSync(join(root, name))
  if ('to' in step) mkdirSync(dirname(join(root, step.to)), { recursive: true })
  if (step.kind === 'write') {
    const bytes = Buffer.alloc(step.content.size, 7)
    const at = step.content.differsAt === 1 ? bytes.length - 1 : step.content.differsAt
    if (at >= 0) bytes[at] = 8
    rmSync(join(root, step.to), { force: true })
    writeFileSync(join(root, step.to), bytes)
    // Only the change time tells.
    for (const path of [step.to, dirname(step.to)]) utimesSync(join(root, path), STAMP, STAMP)
  } else if (step.kind === 'swap folders') {
    for (const folder of ['a', 'b']) mkdirSync(join(root, folder), { recursive: true })
    for (const [from, to] of [
      ['a', 'x'],
      ['b/c', 'a'],
      ['b', 'b2'],
      ['x', 'b'],
      ['b2', 'b/c'],
    ] as const)
      if (has(from)) renameSync(join(root, from), join(root, to))
  } else if (!has(step.from)) return
  else if (step.kind === 'remove') rmSync(join(root, step.from))
  else if (step.kind === 'rename') renameSync(join(root, step.from), join(root, step.to))
  else if (!has(step.to)) linkSync(join(root, step.from), join(root, step.to))
}

const shown = (result: DuplicateResult) => ({
  groups: [...result.groups]
    .map(({ size, sha256, files }) => [size, sha256, ...files.map(({ relPath }) => String(relPath))].join(' '))
    .toSorted(),
  links: result.hardLinks.map((names) => names.map(({ relPath }) => String(relPath)).join(' ')).toSorted(),
  files: result.files,
})

describe('findDuplicates, run again and again', () => {
  it('finds with its memory what it finds without, whatever has changed', async () => {
    const rounds = fc.array(
      fc.record({ steps: fc.array(change, { maxLength: 6 }), digests: fc.boolean(), skipped: place }),
      {
        minLength: 2,
        maxLength: 5,
      },
    )
    const start = fc.array(fc.tuple(place, content), { minLength: 6, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(start, rounds, async (files, turns) => {
        rmSync(root, { recursive: true, force: true })
        mkdirSync(root)
        for (const [to, bytes] of files) apply({ kind: 'write', to, content: bytes })
        let cache: Uint8Array | undefined
        for (const { steps, digests, skipped } of turns) {
          for (const step of steps) apply(step)
          const options: DuplicateOptions = {
            digests,
            threads: 1,
            now: () => Date.now() + 60_000,
            filter: ({ relPath }) => relPath !== skipped,
          }
          const recalled = await findDuplicates([root], cache === undefined ? options : { ...options, cache })
          assert.deepEqual(shown(recalled), shown(await findDuplicates([root], options)))
          cache = await recalled.toCache()
        }
      }),
      { numRuns: 6 },
    )
  })

  it('reads only newcomers and those of their size', async () => {
    for (const [name, size] of Object.entries({ a: 4, b: 4, c: 9, d: 40 * KIB, e: 40 * KIB, lone: 100 }))
      writeFileSync(join(root, name), Buffer.alloc(size, 7))
    const now = (): number => Date.now() + 60_000
    const first = await findDuplicates([root], { now })
    for (const [name, size] of Object.entries({ a2: 4, lone2: 200 }))
      writeFileSync(join(root, name), Buffer.alloc(size, 7))
    const grown = await findDuplicates([root], { now, cache: await first.toCache() })
    assert.deepEqual(
      [grown.opened, shown(grown).groups],
      [1, [' a a2 b', ' d e'].map((names, at) => `${[4, 40 * KIB][at]} ${names}`).toSorted()],
    )
    const partner = join(root, 'partner')
    writeFileSync(partner, Buffer.alloc(100, 7))
    const last = await findDuplicates([root], { now, cache: await grown.toCache() })
    assert.equal(last.opened, 2, 'the newcomer, and the one that had a size of its own')
  })
})
