import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { ANN, BEN, type LogWorld, openLogWorld, trackNamed } from '../../../../test/log-world.ts'
import type { Db } from '../../../db/db.ts'
import { AppError } from '../../../kernel/errors.ts'
import { daySpan } from '../../../kernel/time.ts'
import { editLog } from '../edit/edit-log.ts'
import { lockLog } from '../edit/lock-log.ts'
import { undoLog } from '../edit/undo-log.ts'
import { listEntries } from '../entries-store.ts'
import { generateDay } from '../generate/generate-day.ts'
import { makeLog } from '../generate/make-log.ts'
import type { Log } from '../model.ts'
import { clockOf, instantOnDay, lengthOf } from './clock-words.ts'
import { LogTemplate, type LogTemplateInput } from './contract.ts'
import { exportLog } from './export-log.ts'
import { importLog } from './import-log.ts'
import { readLines, textOf } from './read-lines.ts'
import { addTemplate, changeTemplate } from './templates.ts'

const { signal } = new AbortController()
const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

describe('times and lengths in files of others', () => {
  it('are read in the usual forms, and nothing else is', () => {
    const clocks = ['08:20:00', '8:20', '082000', '8.20.00', '8:20:00 PM', '12:05am', '24:00', 'x', '8:61', '']
    assert.deepEqual(clocks.map(clockOf), [
      '08:20:00',
      '08:20:00',
      '08:20:00',
      '08:20:00',
      '20:20:00',
      '00:05:00',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    const lengths = ['30', ':30', '0:30', '1:02:03', '29.5', '29,5', 'x', '']
    assert.deepEqual(lengths.map(lengthOf), [30_000, 30_000, 30_000, 3_723_000, 29_500, 29_500, undefined, undefined])
  })

  it('are those of the day: left out, and twice', () => {
    const logOn = (airDate: string, timeZone: string) => ({ airDate, timeZone, ...daySpan(airDate, timeZone) }) as Log
    const hour = (log: Log, clock: string, notBefore: number) =>
      ((instantOnDay(log, clock, notBefore) ?? 0) - log.startsAt) / 3_600_000
    const autumn = logOn('2027-10-31', 'Europe/Paris')
    assert.equal(hour(autumn, '02:30:00', 0), 2.5)
    assert.equal(hour(autumn, '02:30:00', autumn.startsAt + 2.75 * 3_600_000), 3.5)
    assert.equal(hour(autumn, '01:30:00', autumn.startsAt + 2.75 * 3_600_000), 1.5)
    assert.equal(instantOnDay(logOn('2027-03-28', 'Europe/Paris'), '02:30:00', 0), undefined)
    const lordHowe = logOn('2027-04-04', 'Australia/Lord_Howe')
    assert.equal(hour(lordHowe, '01:45:00', lordHowe.startsAt + 1.9 * 3_600_000), 2.25)
  })
})

const CSV: LogTemplateInput = {
  name: 'Traffic',
  form: 'csv',
  makes: 'spot',
  delimiter: ';',
  columns: { time: 'Zeit', length: 'Dauer', cart: 'Cart', type: 4 },
  types: { Werbung: 'ADV' },
}
const FIXED: LogTemplateInput = {
  name: 'Music',
  form: 'fixed',
  makes: 'track',
  skipLines: 1,
  startType: 'relative',
  columns: {
    time: { from: 1, length: 8 },
    artist: { from: 10, length: 10 },
    title: { from: 21, length: 12 },
    length: { from: 34, length: 8 },
  },
}

describe('files of others', () => {
  it('are read by headings, numbers and positions, with the lines they stand in', () => {
    const csv = readLines('Zeit;Dauer;Cart;x\r\n\r\n08:20:00;30;"A;1";Werbung\r\n', LogTemplate.parse(CSV))
    assert.deepEqual(csv, [{ line: 3, cells: { time: '08:20:00', length: '30', cart: 'A;1', type: 'Werbung' } }])
    const text = 'HEADER\n08:20:00 Björk      Jóga         00:05:00\n\n'
    const latin = Buffer.from(text, 'latin1')
    assert.deepEqual(readLines(textOf(latin), LogTemplate.parse(FIXED)), [
      { line: 2, cells: { time: '08:20:00', artist: 'Björk', title: 'Jóga', length: '00:05:00' } },
    ])
  })

  it('are refused when they are not as the template says', () => {
    const template = LogTemplate.parse(CSV)
    assert.throws(() => readLines('Time;Dauer;Cart\n', template), refusedAs('radio/log-file-no-column'))
    assert.throws(() => readLines('Zeit;"Dauer\n', template), refusedAs('radio/log-file-bad-quote'))
    assert.throws(() => textOf(Buffer.from('a\0b')), refusedAs('radio/log-file-not-text'))
  })
})

onEachDatabase('import and export of logs', (open) => {
  let db: Db
  let world: LogWorld
  before(async () => {
    db = await open()
    world = await openLogWorld(db)
    for (const [id, title] of [
      [901, 'C-100'],
      [902, 'C-200'],
      [903, 'Twin'],
      [904, 'Twin'],
      [905, '=SUM(A1) "quoted", ☃'],
    ] as const)
      world.tracks.set(id, trackNamed(id, { title, artist: 'Shop', typeCode: 'ADV', lengthMs: 29_600 }))
    world.tracks.set(906, trackNamed(906, { title: 'Broken', state: 'missing' }))
  })
  after(() => db[Symbol.asyncDispose]())

  const template = async (input: LogTemplateInput): Promise<string> => {
    const parsed = LogTemplate.parse({ ...input, name: `${input.name} ${Math.random()}` })
    return String((await addTemplate(world.deps)(world.stationId, parsed, ANN)).templateId)
  }
  const dayOf = async (airDate: string) => {
    await generateDay(world.deps)({ stationId: world.stationId, airDate, isDryRun: false, by: ANN, signal })
    return makeLog(world.deps)(world.stationId, airDate, ANN)
  }
  const load = (
    logId: number,
    text: string | Uint8Array,
    given: Partial<Parameters<ReturnType<typeof importLog>>[1]>,
  ) =>
    importLog(world.deps)(logId, {
      bytes: Buffer.from(text),
      format: 'csv',
      mode: 'replace',
      isDryRun: false,
      leavesOut: false,
      by: ANN,
      ifMatch: undefined,
      signal,
      ...given,
    })
  const save = async (logId: number, format: string): Promise<string> =>
    (await exportLog(world.deps)(logId, format, signal)).data as string
  const imported = async (logId: number) =>
    (await listEntries(db.read, logId)).filter(({ source }) => source === 'import')

  for (const format of ['csv', 'json'])
    it(`what was exported as ${format} is no change when it is imported`, async () => {
      const { logId } = await dayOf(format === 'csv' ? '2026-12-01' : '2026-12-02')
      const [first] = await listEntries(db.read, logId)
      await editLog(world.deps)(
        logId,
        [
          { do: 'replace', entryId: first?.entryId ?? 0, trackId: 905 },
          { do: 'add', what: 'note', title: '-3 °C, say\nso', hour: '08', note: "'=x" },
          { do: 'add', what: 'voice', title: 'Voice', lengthMs: 20_000, hour: '09' },
        ],
        { by: ANN, ifMatch: '*', signal },
      )
      const before_ = await listEntries(db.read, logId)
      const again = await load(logId, await save(logId, format), { format, mode: 'whole' })
      assert.deepEqual([again.isChanged, again.wrong, again.lines], [false, [], before_.length])
      assert.deepEqual(await listEntries(db.read, logId), before_)
    })

  it('a line that was changed in a file is a hand edit, one more is an import, one less is gone', async () => {
    const { logId } = await dayOf('2026-12-03')
    const lines = (await save(logId, 'csv')).split('\n')
    const row = lines[1] as string
    const changed = [lines[0], row.replace(/300000/, '240000'), row, ...lines.slice(3)].join('\n')
    const { compared, isChanged } = await load(logId, changed, {})
    assert.deepEqual([isChanged, compared.counts.add, compared.counts.remove], [true, 1, 1])
    const [first, second] = await listEntries(db.read, logId)
    assert.deepEqual([first?.isHandEdited, first?.lengthMs], [true, 240_000])
    assert.deepEqual([second?.source, second?.isHandEdited, second?.slotKey], ['import', true, null])
  })

  it('refuses cells that do not go together, with line and column', async () => {
    const { logId } = await dayOf('2026-12-08')
    const [heading, row = '', ...rest] = (await save(logId, 'csv')).split('\n')
    const { wrong, isChanged } = await load(
      logId,
      [heading, row.replace(',soft,0,', ',soft,,'), ...rest].join('\n'),
      {},
    )
    assert.deepEqual([wrong.map(({ line, column }) => [line, column]), isChanged], [[[2, 'anchor_ms']], false])
  })

  it('tells each line that can’t be taken, with its column, and writes nothing then', async () => {
    const { logId, revision } = await dayOf('2026-12-04')
    const format = await template(CSV)
    const text = [
      'Zeit;Dauer;Cart;Art',
      '08:20:00;30;c-100;Werbung',
      '25:00;30;C-100;',
      '08:21:00;x;C-100;',
      '08:22:00;30;Twin;',
      '08:23:00;30;nothing;',
      '08:24:00;30;C-200;odd',
      '08:25:00;30;Broken;',
    ].join('\n')
    const refused = await load(logId, text, { format })
    assert.deepEqual(
      refused.wrong.map(({ line, column, code }) => [line, column, code]),
      [
        [3, 'time', 'radio/line-bad-time'],
        [4, 'length', 'radio/line-bad-length'],
        [5, 'cart', 'radio/line-fits-several'],
        [6, 'cart', 'radio/line-fits-no-track'],
        [7, 'type', 'radio/line-unknown-type'],
        [8, 'cart', 'radio/track-not-usable'],
      ],
    )
    assert.deepEqual([refused.isChanged, refused.log.revision], [false, revision])
    assert.deepEqual(await imported(logId), [])
    assert.equal((await load(logId, text, { format, leavesOut: true })).isChanged, true)
    assert.deepEqual(
      (await imported(logId)).map(({ trackId, typeCode, lengthMs, anchorMs, what }) => [
        trackId,
        typeCode,
        lengthMs,
        anchorMs,
        what,
      ]),
      [[901, 'ADV', 30_000, 1_200_000, 'spot']],
    )
  })

  it('the same traffic log again is no change; a newer one takes its place, hand edits stay, and all can be undone', async () => {
    const { logId } = await dayOf('2026-12-05')
    const format = await template(CSV)
    const heading = 'Zeit;Dauer;Cart;Art'
    const first = [
      heading,
      '08:20:00;30;C-100;',
      '08:20:00;30;C-200;',
      '09:20:00;30;C-100;',
      '10:20:00;30;C-100;',
    ].join('\n')
    const dry = await load(logId, first, { format, isDryRun: true })
    assert.deepEqual([dry.compared.counts.add, await imported(logId)], [4, []])
    await load(logId, first, { format })
    const entries = await imported(logId)
    assert.deepEqual(
      entries.map(({ slotKey }) => slotKey),
      ['import:spot:08:20:00#1', 'import:spot:08:20:00#2', 'import:spot:09:20:00#1', 'import:spot:10:20:00#1'],
    )
    assert.equal((await load(logId, first, { format })).isChanged, false)
    const ids = entries.map(({ entryId }) => entryId)
    await editLog(world.deps)(logId, [{ do: 'replace', entryId: ids[2] ?? 0, trackId: 905 }], {
      by: ANN,
      ifMatch: '*',
      signal,
    })
    const second = [heading, '08:20:00;30;C-200;', '09:20:00;30;C-100;', '11:20:00;30;C-200;'].join('\n')
    await load(logId, second, { format })
    const newer = await imported(logId)
    assert.deepEqual(
      newer.map(({ entryId, trackId }) => [entryId, trackId]),
      [
        [ids[0], 902],
        [ids[2], 905],
        [newer[2]?.entryId, 902],
      ],
    )
    await undoLog(world.deps)(logId, { by: ANN, ifMatch: '*' })
    assert.deepEqual(
      (await imported(logId)).map(({ entryId }) => entryId),
      ids,
    )
  })

  it('a music log by positions is exported by the same template, and is no change then', async () => {
    const { logId } = await makeLog(world.deps)(world.stationId, '2026-12-06', ANN)
    const format = await template(FIXED)
    const row = (time: string, id: number) =>
      `${time} ${`Artist ${id % 7}`.padEnd(10)} ${`Track ${id}`.padEnd(12)} 00:05:00`
    const text = ['head', row('00:00:00', 1), row('00:05:00', 2), row('13:00:00', 3)].join('\n')
    assert.deepEqual((await load(logId, text, { format })).wrong, [])
    const file = await save(logId, format)
    assert.deepEqual(file.split('\n').slice(1, 4), text.split('\n').slice(1))
    assert.equal((await load(logId, file, { format })).isChanged, false)
  })

  it('is refused while another one edits the log, and when it has changed since it was seen', async () => {
    const { logId, revision } = await dayOf('2026-12-07')
    const text = await save(logId, 'csv')
    const shorter = text.split('\n').slice(0, 10).join('\n')
    await assert.rejects(load(logId, shorter, { ifMatch: `"${revision - 1}"` }), refusedAs('request/version-changed'))
    await lockLog(world.deps)(logId, BEN, { takeOver: false, note: '' })
    await assert.rejects(load(logId, shorter, {}), refusedAs('radio/log-locked'))
    await assert.rejects(load(logId, '  \n', {}), refusedAs('radio/log-file-empty'))
    await assert.rejects(load(logId, '{}', { format: 'json' }), refusedAs('radio/log-file-no-json'))
  })

  it('templates have a name once a station, and say where time and track stand', async () => {
    const add = addTemplate(world.deps)
    const saved = await add(world.stationId, LogTemplate.parse({ ...CSV, name: 'Été' }), ANN)
    await assert.rejects(
      add(world.stationId, LogTemplate.parse({ ...FIXED, name: 'ete' }), ANN),
      refusedAs('radio/template-name-taken'),
    )
    const without = (columns: object) => LogTemplate.parse({ ...CSV, name: 'X', columns })
    assert.throws(() => add(world.stationId, without({ cart: 1 }), ANN), refusedAs('radio/template-needs-time'))
    assert.throws(() => add(world.stationId, without({ time: 1 }), ANN), refusedAs('radio/template-needs-track'))
    const change = changeTemplate(world.deps)
    const next = LogTemplate.parse({ ...FIXED, name: 'Été' })
    assert.equal((await change(saved.templateId, next, { ...ANN, ifMatch: '"1"' })).template.form, 'fixed')
    await assert.rejects(
      change(saved.templateId, next, { ...ANN, ifMatch: '"1"' }),
      refusedAs('request/version-changed'),
    )
  })
})
