import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../../kernel/errors.ts'
import { escapeFormula, unescapeFormula } from './formula-signs.ts'
import { LINES_MOST, readCsv } from './read-csv.ts'

const KNOWN = ['id', 'title', 'description', 'air_status']
const read = (text: string | Uint8Array) => readCsv(typeof text === 'string' ? Buffer.from(text) : text, KNOWN)
const rows = async (text: string | Uint8Array) => (await read(text)).rows.map(({ line, cells }) => [line, ...cells])

const refusedAs = (code: string, params: object) => (error: unknown) => {
  assert.ok(error instanceof AppError)
  assert.deepEqual([error.code, error.params], [code, { ...error.params, ...params }])
  return true
}
const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

describe('reading a CSV file', () => {
  it('takes it as UTF-8 with and without mark, as UTF-16 and as Windows-1252', async () => {
    const text = 'title,description\r\nÉté “€”,\r\n'
    const old = Buffer.from('title,description\r\n\xc9t\xe9 \x93\x80\x94,\r\n', 'latin1')
    for (const bytes of [text, `\uFEFF${text}`, utf16(text, false), utf16(text, true), old])
      assert.deepEqual(await rows(bytes), [[2, 'Été “€”', '']])
  })

  it('finds out the separator from the heading, and the columns whatever their case', async () => {
    for (const sign of [',', ';', '\t']) {
      const other = sign === ',' ? ';' : ','
      const table = await read(`Title${sign}"Air Status"${sign}"odd${other}one"\nA${sign}b${other}c${sign}\n`)
      assert.deepEqual([...table.columns], [['title', 0], ['air_status', 1]]) // prettier-ignore
      assert.deepEqual(table.unknownColumns, [`odd${other}one`])
      assert.deepEqual(table.rows, [{ line: 2, cells: ['A', `b${other}c`, ''] }])
    }
  })

  it('tells in which line each row begins, past embedded line breaks of any kind and blank lines', async () => {
    const text = 'title,description\n"a","1\r\n2\r\n3"\n\n,\n"b","1\n\n\n"\r\n"c","\r"\rd,x'
    assert.deepEqual(
      (await rows(text)).map(([line, title]) => [line, title]),
      [[2, 'a'], [7, 'b'], [11, 'c'], [13, 'd']], // prettier-ignore
    )
  })

  it('names the line in which a quotation mark opens that never closes', async () => {
    const text = `title,description\na,b\n"x ""y"" z",\nc,"never\n${'more,and more\n'.repeat(50)}`
    await assert.rejects(read(text), refusedAs('radio/csv-quote-open', { line: 4 }))
    const endless = `title,description\na,b\nc,"${'x,y\n'.repeat(100_000)}`
    await assert.rejects(read(endless), refusedAs('radio/csv-line-too-long', { line: 3 }))
    await assert.rejects(read('title\n"a"b\n'), refusedAs('radio/csv-bad-quote', { line: 2 }))
    await assert.rejects(read('title\na\nb "c" d\n'), refusedAs('radio/csv-bad-quote', { line: 3 }))
  })

  it('refuses what is no table of ours, typed', async () => {
    const wide = Array.from({ length: 10_000 }, (_, n) => `column ${n}`).join(',')
    const cases: [string, string | Uint8Array, object][] = [
      ['radio/csv-empty', '', {}],
      ['radio/csv-empty', '\uFEFF', {}],
      ['radio/csv-empty', '\r\n \r\n', {}],
      ['radio/csv-not-text', 'title\na\0b\n', {}],
      ['radio/csv-not-text', utf16('title\nab\n', false).subarray(2), {}],
      ['radio/csv-not-text', utf16('title\nab\n', false).subarray(0, -1), {}],
      ['radio/csv-not-text', Buffer.concat([Buffer.from('\uFEFFtitle\n'), Buffer.from([0xc3, 0x0a])]), {}],
      ['radio/csv-no-columns', 'name,text\na,b\n', {}],
      ['radio/csv-no-columns', Buffer.from('504b0304140008', 'hex').fill(7, 4), {}],
      ['radio/csv-column-twice', 'title,id, TITLE\na,b,c\n', { column: 'TITLE' }],
      ['radio/csv-too-many-columns', `title,${wide}\na\n`, { count: 10_001 }],
      ['radio/csv-too-many-columns', `title${','.repeat(1_000_000)}\na\n`, { count: 1_000_001 }],
      ['radio/csv-too-many-lines', `title\n${'a\n'.repeat(LINES_MOST + 1)}`, { most: LINES_MOST }],
    ]
    for (const [code, bytes, params] of cases) await assert.rejects(read(bytes), refusedAs(code, params))
    assert.equal((await read(`title\n${'a\n'.repeat(LINES_MOST)}`)).rows.length, LINES_MOST)
  })

  it('lets the event loop turn while it reads 8 MiB', async () => {
    const line = `"${'x'.repeat(380)}\r\n""y""",\r\n`
    let [turns, isDone] = [0, false]
    const count = (): void => {
      turns++
      if (!isDone) setImmediate(count)
    }
    count()
    const table = await read(`title,description\r\n${line.repeat(LINES_MOST)}`)
    isDone = true
    assert.equal(table.rows.at(-1)?.line, 2 * LINES_MOST)
    assert.ok(turns > 20, `${turns} turns`)
  })
})

describe('formula signs', () => {
  it('are escaped at the beginning only, and come back as they were', () => {
    for (const sign of ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\n=x', '＝x', "'=x"])
      assert.equal(escapeFormula(sign), `'${sign}`)
    for (const harmless of ['a=b', "'tis", '', ' =x', "''"]) assert.equal(escapeFormula(harmless), harmless)
    const nasty = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\n', 'a', '＠') })
    fc.assert(fc.property(nasty, (text) => unescapeFormula(escapeFormula(text)) === text))
  })
})
