import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import { parseYaml } from './yaml-text.ts'
import { hasWords } from '../kernel/words.ts'
import { openConfig } from './config.ts'

const rooms = {
  server: z.strictObject({
    port: z.number().int().default(1),
    names: z.array(z.string()).default([]),
    note: z.string().optional(),
  }),
}
type Put = (file: string, folder: string) => Promise<unknown>
const text =
  (content: string | Buffer): Put =>
  (file) =>
    writeFile(file, content)

const bomb = (): string => {
  const levels = Array.from(
    { length: 8 },
    (_, n) =>
      `l${n}: &l${n} [${Array(9)
        .fill(n === 0 ? 'x' : `*l${n - 1}`)
        .join(',')}]`,
  )
  return `${levels.join('\n')}\n`
}

const REFUSED: [string, string, Put][] = [
  ['duplicate keys', 'config/duplicate-key', text('server:\n  port: 1\n  port: 2\n')],
  ['a tab as indentation', 'config/tab', text('server:\n\tport: 1\n')],
  ['an alias bomb', 'config/too-many-aliases', text(bomb())],
  ['an alias of nothing', 'config/not-yaml', text('server: *nobody\n')],
  ['thousands of levels', 'config/too-deep', text('{a: '.repeat(5000))],
  ['forty levels', 'config/too-deep', text(`${'{a: '.repeat(40)}1${'}'.repeat(40)}`)],
  ['__proto__ as a key', 'config/odd-key', text('server:\n  __proto__: { port: 9 }\n')],
  ['a map as a key', 'config/odd-key', text('? { a: 1 }\n: 2\n')],
  ['a foreign tag', 'config/unknown-tag', text('server: !!js/function "x"\n')],
  ['two documents', 'config/several-documents', text('server: {}\n---\nserver: {}\n')],
  ['an unclosed list', 'config/not-yaml', text('server: [1\n')],
  ['a list at the top', 'config/not-a-map', text('- 1\n')],
  ['a word at the top', 'config/not-a-map', text('hello\n')],
  ['not a number', 'config/invalid-line', text('server:\n  port: .nan\n')],
  ['infinity', 'config/invalid-line', text('server:\n  port: 1e400\n')],
  ['a number as text', 'config/invalid-line', text('server:\n  port: "80"\n')],
  ['a section that is a word', 'config/invalid-line', text('server: yes please\n')],
  ['UTF-16', 'config/not-utf8', text(Buffer.from('\ufeffserver: {}', 'utf16le'))],
  ['bytes that are no text', 'config/not-utf8', text(Buffer.from([0x61, 0xff, 0xfe]))],
  ['ten megabytes', 'config/file-too-large', text('#'.repeat(10 * 1024 * 1024))],
  ['a folder in its place', 'config/not-a-file', (file) => mkdir(file)],
  ['a pipe in its place', 'config/not-a-file', async (file) => execFileSync('mkfifo', [file])],
  ['an endless device in its place', 'config/not-a-file', (file) => symlink('/dev/zero', file)],
  ['a link to nowhere', 'config/dangling-link', (file) => symlink(`${file}.gone`, file)],
  ['a link to itself', 'config/not-a-file', (file) => symlink(file, file)],
]

const ACCEPTED: [string, string | Buffer, number][] = [
  ['a byte order mark', '\ufeffserver:\n  port: 5\n', 5],
  ['CRLF', 'server:\r\n  port: 5\r\n', 5],
  ['an empty file', '', 1],
  ['only comments', '# nothing\n', 1],
  ['a section without keys', 'server:\n', 1],
  ['unknown keys', 'server:\n  prot: 5\nother: [1]\n', 1],
  ['a merge key, which is only an unknown name', '<<: { server: { port: 9 } }\n', 1],
]

async function placeFor(t: TestContext): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-config-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return { folder, file: join(folder, 'patchbay.yaml') }
}

for (const [name, code, put] of REFUSED) {
  it(`refuses ${name} with ${code}`, async (t) => {
    const { file, folder } = await placeFor(t)
    await put(file, folder)
    const refused = await openConfig({ rooms, file, env: {}, clock: systemClock }).catch((error: unknown) => error)
    assert.ok(refused instanceof AppError, String(refused))
    assert.equal(refused.code, code)
    assert.ok(hasWords(`error.${code}`))
    assert.ok(hasWords(`error.${code}.todo`), 'says what to do')
  })
}

for (const [name, content, port] of ACCEPTED) {
  it(`accepts ${name}`, async (t) => {
    const { file } = await placeFor(t)
    await writeFile(file, content)
    using config = await openConfig({ rooms, file, env: {}, clock: systemClock })
    assert.equal(config.get().server.port, port)
  })
}

const keys = (count: number): string => Array.from({ length: count }, (_, n) => `key${n}: 1`).join('\n')

it('reads a file of many keys in one go, each key once', () => {
  assert.equal(Object.keys(parseYaml(keys(1_000)).values).length, 1_000)
  assert.throws(() => parseYaml(`${keys(1_000)}\nkey7: 2`), { code: 'config/duplicate-key', params: { line: 1_001 } })
})

const MIB = 1024 * 1024
/** Each of these once kept the server for seconds. */
const HEAVY: [string, string, string, number][] = [
  ['brackets', 'config/too-deep', 'server:\n  port: ' + '['.repeat(MIB / 2), 2],
  ['braces', 'config/too-deep', '{a: '.repeat(MIB / 4), 1],
  ['brackets, one a line', 'config/too-deep', '[\n'.repeat(MIB / 2), 65],
  ['dashes', 'config/too-deep', 'a: 1\n' + '- '.repeat(MIB / 4), 2],
  ['quotes', 'config/too-many-parts', '"'.repeat(100_000), 1],
  ['empty lists', 'config/too-many-parts', '[]'.repeat(MIB / 2), 1],
  ['keys', 'config/too-many-parts', keys(60_000), 1429],
]

for (const [name, code, heavy, line] of HEAVY) {
  it(`refuses very many ${name} at once`, () => {
    const startedAt = performance.now()
    assert.throws(
      () => parseYaml(heavy),
      (error: AppError) => {
        assert.deepEqual([error.code, error.params['line'], error.fields[0]?.line], [code, line, line])
        assert.ok(hasWords(`error.${code}`) && hasWords(`error.${code}.todo`))
        return true
      },
    )
    assert.ok(performance.now() - startedAt < 1000)
  })
}
