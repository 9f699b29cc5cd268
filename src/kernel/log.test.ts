import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openLog } from './log.ts'

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-log-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const linesOf = (book: ReturnType<typeof openLog>): string[] => {
  const lines: string[] = []
  book.subscribe((line) => lines.push(line))
  return lines
}

it('writes no secret, whether known by its name, its value, its encoded value or its shape', () => {
  const book = openLog({ level: 'debug' })
  const lines = linesOf(book)
  const forget = book.secrets.add('s3cr"et/value')
  const log = book.area('http')
  log.info({ password: 'canary-1', deep: { list: [{ apiKey: 'canary-2' }] }, authorization: 'x canary-3' }, 'names')
  log.info({ text: 'a s3cr"et/value b', url: `http://x/?q=${encodeURIComponent('s3cr"et/value')}` }, 'values')
  log.info({ text: Buffer.from('s3cr"et/value').toString('base64') }, 's3cr"et/value in a message')
  log.info({ url: 'https://ann:canary-4@host/?api_key=canary-5&x=1', header: 'Bearer canary-6-abcdef' }, 'shapes')
  log.error({ err: Object.assign(new Error('canary with s3cr"et/value'), { token: 'canary-7' }) }, 'errors')
  const all = lines.join('\n')
  assert.equal(lines.length, 5)
  for (const leak of [/canary-\d/, /s3cr/, /czNjci/]) assert.doesNotMatch(all, leak)
  forget()
  log.info({ text: 's3cr"et/value' }, 'forgotten')
  assert.match(lines.at(-1) ?? '', /s3cr/)
})

it('keeps a line one line: control and direction characters are escaped', () => {
  const book = openLog({ level: 'info' })
  const lines = linesOf(book)
  book.area('a').info({ name: 'x\ny\u001b[2J\u202egpj\u0085' }, 'a\r\nfake')
  assert.doesNotMatch(lines.join(''), /[\p{Cc}\u202e]/u)
  assert.equal((JSON.parse(lines[0] ?? '') as { name: string }).name, 'x\ny\u001b[2J\u202egpj\u0085')
})

it('changes its level at run time for loggers that exist already', () => {
  const book = openLog({ level: 'info' })
  const lines = linesOf(book)
  const log = book.area('jobs')
  log.debug({}, 'unheard')
  book.setLevel('debug')
  log.debug({}, 'heard')
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    ['heard'],
  )
})

it('rolls by size, keeps so many closed files and loses no line of those', () => {
  inFolder((folder) => {
    using book = openLog({ level: 'info', file: { folder, maxBytes: 2000, keepFiles: 2 } })
    const log = book.area('x')
    for (let n = 0; n < 100; n++) log.info({ n }, 'a line of the log')
    assert.deepEqual(readdirSync(folder).toSorted(), ['patchbay.1.log', 'patchbay.2.log', 'patchbay.log'])
    const kept = ['patchbay.2.log', 'patchbay.1.log', 'patchbay.log']
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
      .map((line) => (JSON.parse(line) as { n: number }).n)
    assert.deepEqual(
      kept,
      kept.map((_, index) => 100 - kept.length + index),
    )
  })
})

it('shows a terminal a readable line', () => {
  let shown = ''
  const book = openLog({ level: 'info', terminal: { form: 'pretty', write: (text) => (shown += text) } })
  book.area('http').warn({ port: 7979 }, 'Listening')
  assert.match(shown, /\d\d:\d\d:\d\d.*warn.*http .*Listening.*port=7979/)
})
