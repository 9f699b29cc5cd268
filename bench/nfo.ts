import { AppError } from '../src/kernel/errors.ts'
import type { NfoChanges } from '../src/media/nfo/model.ts'
import { readNfo } from '../src/media/nfo/read-nfo.ts'
import { writeNfo } from '../src/media/nfo/write-nfo.ts'
import type { Bench, BenchContext } from './bench.ts'
import { median, rounded } from './paired.ts'

// Entities are resolved as a reader would that believes in DOCTYPE.
const SABOTAGES = ['expand-entities']
const ROUNDS = 5
/** What a bomb may cost, which is refused at the door. */
const MOST_MS = 50
/** What a file may cost that is read to its end, and then written: bounded by its size. Of the processor, so that others' work does not count. */
const MOST_CPU_MS = 500
const MIB = 1024 * 1024
const LARGEST = 2 * MIB

export const bench: Bench = {
  name: 'nfo',
  sabotages: SABOTAGES,
  parts: {
    refused: async (ctx) => refuseBombs(ctx),
    flood: async (ctx) => readFloods(ctx),
    usual: async (ctx) => measureUsual(ctx),
  },
}

interface Case {
  name: string
  text: () => string
  /** Code of the refusal, or `read`. */
  outcome: string
}

const doctype = (inside: string, use: string): string =>
  `<?xml version="1.0"?>\n<!DOCTYPE movie ${inside}>\n<movie><title>${use}</title></movie>\n`
const laughs = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join('')
const fill = (piece: string): string => piece.repeat(Math.floor((LARGEST - 100) / piece.length))
const film = (inside: string): string => `<movie><title>T</title>${inside}</movie>`

const BOMBS: readonly Case[] = [
  { name: 'billion laughs', text: () => doctype(`[<!ENTITY l0 "ha">${laughs}]`, '&l9;'), outcome: 'nfo/doctype' },
  {
    name: 'quadratic bomb',
    text: () => doctype(`[<!ENTITY a "${'a'.repeat(50_000)}">]`, '&a;'.repeat(5000)),
    outcome: 'nfo/doctype',
  },
  { name: 'file', text: () => doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', '&x;'), outcome: 'nfo/doctype' },
  {
    name: 'address',
    text: () => doctype('[<!ENTITY x SYSTEM "http://169.254.169.254/">]', '&x;'),
    outcome: 'nfo/doctype',
  },
  { name: 'external DTD', text: () => doctype('SYSTEM "http://127.0.0.1/x.dtd"', 'T'), outcome: 'nfo/doctype' },
  {
    name: 'parameter entities',
    text: () => doctype('[<!ENTITY % a SYSTEM "file:///dev/zero">%a;]', 'T'),
    outcome: 'nfo/doctype',
  },
  { name: 'a million levels', text: () => fill('<a>').replace('<a>', '<movie>'), outcome: 'nfo/too-many-tags' },
  { name: 'levels below the bound', text: () => `<movie>${'<a>'.repeat(49_000)}`, outcome: 'nfo/too-deep' },
  { name: 'half a million tags', text: () => film(fill('<a/>')), outcome: 'nfo/too-many-tags' },
  { name: 'too large', text: () => film(fill('x').repeat(2)), outcome: 'nfo/too-large' },
]

const FLOODS: readonly Case[] = [
  { name: 'one text', text: () => film(`<plot>${fill('x y ')}</plot>`), outcome: 'read' },
  { name: 'ampersands', text: () => film(`<plot>${fill('&amp;&')}</plot>`), outcome: 'read' },
  { name: 'references', text: () => film(`<plot>${fill('&#65;')}</plot>`), outcome: 'read' },
  { name: 'attributes', text: () => film(`<uniqueid ${fill('a="b" ')}>1</uniqueid>`), outcome: 'read' },
  { name: 'names of attributes', text: () => film(`<uniqueid ${fill('a')}>1</uniqueid>`), outcome: 'read' },
  { name: 'blanks in a tag', text: () => film(`<uniqueid ${fill(' ')}>1</uniqueid>`), outcome: 'read' },
  { name: 'blanks', text: () => film(fill(' ')), outcome: 'read' },
  { name: 'line ends', text: () => film(fill('\r\n')), outcome: 'read' },
  { name: 'signs that begin no tag', text: () => film(`<title>${'< '.repeat(49_000)}</title>`), outcome: 'read' },
  { name: 'open comments', text: () => `<movie>${'<!-- '.repeat(49_000)}`, outcome: 'read' },
  { name: 'open comments alone', text: () => fill('<!-- '), outcome: 'read' },
  { name: 'CDATA', text: () => film(`<plot>${'<![CDATA[x]]>'.repeat(49_000)}</plot>`), outcome: 'read' },
  { name: 'actors', text: () => film(many((at) => `<actor><name>A${at}</name></actor>`)), outcome: 'read' },
  { name: 'genres', text: () => film(many((at) => `<genre>A${at} / B</genre>`)), outcome: 'read' },
  {
    name: 'ids of many types',
    text: () => film(many((at) => `<uniqueid type="t${at}">1</uniqueid>`)),
    outcome: 'read',
  },
  { name: 'old ids', text: () => film(many((at) => `<id>${at}</id>`)), outcome: 'read' },
  {
    name: 'ratings',
    text: () => film(`<ratings>${many((at) => `<rating name="r${at}"><value>1</value></rating>`)}</ratings>`),
    outcome: 'read',
  },
  { name: 'pictures', text: () => film(`<fanart>${many((at) => `<thumb>u${at}</thumb>`)}</fanart>`), outcome: 'read' },
  { name: 'addresses', text: () => fill('thetvdb.com/?tab=series&a=b&a=b&a=b&a=b '), outcome: 'read' },
  { name: 'words', text: () => fill('a'), outcome: 'read' },
]

const many = (piece: (at: number) => string): string => Array.from({ length: 8000 }, (_, at) => piece(at)).join('')

/** Touches all that a film can have. */
const CHANGES: NfoChanges = {
  kind: 'movie',
  title: 'New',
  plot: 'New',
  genres: ['A', 'A7 / B'],
  uniqueIds: [{ type: 'imdb', value: 'tt0000001' }],
  ratings: [{ name: 'imdb', value: 7.5 }],
  actors: [{ name: 'A7', role: 'New' }],
  art: [{ kind: 'fanart', url: 'u7' }],
}

function refuseBombs(ctx: BenchContext): void {
  for (const { name, text, outcome } of BOMBS) {
    const bytes = Buffer.from(text())
    const reading = measure(ctx, () => (ctx.sabotage === 'expand-entities' ? expand(bytes) : readNfo(bytes)))
    ctx.report({
      bench: 'nfo.refused',
      case: name,
      kib: Math.round(bytes.length / 1024),
      ms: reading.ms,
      outcome: reading.outcome,
      bounds: [{ figure: 'outcome', is: outcome }, ...(ctx.isSmall ? [] : [{ figure: 'ms', atMost: MOST_MS }])],
    })
  }
}

function readFloods(ctx: BenchContext): void {
  for (const { name, text, outcome } of FLOODS) {
    const bytes = Buffer.from(text())
    const reading = measure(ctx, () => readNfo(bytes))
    const writing = measure(ctx, () => writeNfo(bytes, CHANGES))
    ctx.report({
      bench: 'nfo.flood',
      case: name,
      kib: Math.round(bytes.length / 1024),
      readCpuMs: reading.cpuMs,
      writeCpuMs: writing.cpuMs,
      outcome: reading.outcome,
      written: writing.outcome,
      bounds: [
        { figure: 'outcome', is: outcome },
        ...(ctx.isSmall
          ? []
          : [
              { figure: 'readCpuMs', atMost: MOST_CPU_MS },
              { figure: 'writeCpuMs', atMost: MOST_CPU_MS },
            ]),
      ],
    })
  }
}

/** Medians; the first time, before anything is warm, is among the rounds. */
function measure(ctx: BenchContext, work: () => unknown): { ms: number; cpuMs: number; outcome: string } {
  const times: number[] = []
  const cpuTimes: number[] = []
  let outcome = ''
  for (let round = 0; round < (ctx.isSmall ? 1 : ROUNDS); round += 1) {
    ctx.signal.throwIfAborted()
    const [start, cpu] = [performance.now(), process.cpuUsage()]
    outcome = outcomeOf(work)
    times.push(performance.now() - start)
    cpuTimes.push(process.cpuUsage(cpu).user / 1000)
  }
  return { ms: rounded(median(times)), cpuMs: Math.round(median(cpuTimes)), outcome }
}

function outcomeOf(work: () => unknown): string {
  try {
    work()
    return 'read'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

function expand(bytes: Buffer): string {
  const entities = new Map(
    [...bytes.toString().matchAll(/<!ENTITY (\w+) "([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
  let text = bytes.toString().replace(/<!DOCTYPE[^]*?\]>/, '')
  for (let level = 0; level < 10 && text.length < 64 * MIB; level += 1)
    text = text.replace(/&(\w+);/g, (whole, name: string) => entities.get(name) ?? whole)
  return text
}

function usualFile(): Buffer {
  const cast = Array.from(
    { length: 40 },
    (_, order) =>
      `  <actor>\n    <name>Some Body ${order}</name>\n    <role>Role</role>\n    <order>${order}</order>\n    <thumb>https://images.example/${order}.jpg</thumb>\n  </actor>\n`,
  )
  const plot = 'Two people meet on a pier. '.repeat(30)
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<movie>\n  <title>A film</title>\n  <plot>${plot}</plot>\n  <year>2001</year>\n${cast.join('')}</movie>\n`,
  )
}

/** A file as scrapers write it: 40 actors, 7 kB. */
function measureUsual(ctx: BenchContext): void {
  const bytes = usualFile()
  const [facts] = readNfo(bytes).documents
  if (facts === undefined) throw new Error('the usual file has no document')
  const files = ctx.isSmall ? 50 : 2000
  const perSecond = (work: () => void): number => {
    for (let warm = 0; warm < files / 4; warm += 1) work()
    const start = process.cpuUsage()
    for (let at = 0; at < files; at += 1) work()
    return Math.round(files / (process.cpuUsage(start).user / 1e6))
  }
  const reads = perSecond(() => void readNfo(bytes))
  const unchanged = perSecond(() => {
    if (writeNfo(bytes, facts) !== null) throw new Error('an unchanged file would be written')
  })
  const changed = perSecond(() => void writeNfo(bytes, { ...facts, title: 'Another', year: 2002 }))
  ctx.report({
    bench: 'nfo.usual',
    bytes: bytes.length,
    readsPerCpuSecond: reads,
    unchangedPerCpuSecond: unchanged,
    changedPerCpuSecond: changed,
    bounds: ctx.isSmall ? [] : [{ figure: 'readsPerCpuSecond', atLeast: 1000 }],
  })
}
