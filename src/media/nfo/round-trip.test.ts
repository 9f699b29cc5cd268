import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { NfoChanges, NfoFacts, NfoKind } from './model.ts'
import { readNfo } from './read-nfo.ts'
import { writeNfo } from './write-nfo.ts'
import { cleanText } from './xml-text.ts'

const NASTY = [
  'a',
  'Z',
  '7',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '&',
  '&amp;',
  '<',
  '<b>',
  ']]>',
  '"',
  "'",
  '/',
  ' / ',
  'é',
  '😀',
  '\u0000',
  '\ud800',
  '\u00a0',
  '<!--',
  '$&',
]
const nasty = fc.array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))
const said = nasty.map((text) => `x${text}`)
const word = fc.constantFrom('tmdb', 'imdb', 'TMDB', 'unknown', 'default', 'tvmaze')
const flag = fc.constantFrom(undefined, true, false)
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
/** Unique by their key, and at most one of them the default. */
const keyed = <Item extends { isDefault?: boolean }>(item: fc.Arbitrary<Item>, key: (item: Item) => string) =>
  fc
    .uniqueArray(item, { minLength: 1, maxLength: 3, selector: (one) => key(one).toLowerCase() })
    .map((items) =>
      items.map((one, index) => (index === 0 || one.isDefault !== true ? one : { ...one, isDefault: undefined })),
    )

const factsOf = (kind: NfoKind) =>
  fc.record(
    {
      kind: fc.constant(kind),
      title: said,
      plot: said,
      premiered: fc.constantFrom('2001-02-03', '1999-12-31'),
      lastPlayed: fc.constantFrom('2020-01-02', '2020-01-02 03:04:05'),
      runtimeMin: fc.nat(500),
      year: fc.integer({ min: 1900, max: 2100 }),
      userRating: fc.nat(10),
      playCount: fc.nat(2_000_000),
      genres: fc.array(said, { maxLength: 4 }),
      writers: fc.array(said, { maxLength: 3 }),
      ratings: keyed(
        fc.record({
          name: word,
          value: fc.nat(100).map((tenths) => tenths / 10),
          votes: optional(fc.nat(9999)),
          max: optional(fc.constantFrom(5, 10, 100)),
          isDefault: flag,
        }),
        ({ name }) => name,
      ),
      uniqueIds: keyed(fc.record({ type: word, value: said, isDefault: flag }), ({ type }) => type),
      actors: fc.array(
        fc.record({
          name: fc.constantFrom('Ann', 'Bob', 'Cy & Co'),
          role: optional(said),
          order: optional(fc.nat(5)),
          thumb: optional(said),
        }),
        { maxLength: 4 },
      ),
      set: fc.record({ name: said, overview: optional(said) }),
      art: fc.array(fc.record({ kind: fc.constantFrom('poster', 'fanart', 'thumb'), url: said }), { maxLength: 4 }),
    },
    { requiredKeys: ['kind'] },
  )

/** Pieces that a document may have: what is known in all its forms, and what nobody knows. */
const KNOWN = [
  '<title>Old &amp; known</title>',
  '<title/>',
  '<title k="1"><![CDATA[a<b]]></title>',
  '<plot>p & q</plot>',
  '<year>99999</year>',
  '<year>1950</year>',
  '<genre>A / B</genre>',
  '<genre k="1">C</genre>',
  '<writer>W</writer>',
  '<credits>V</credits>',
  '<id>tt0000001</id>',
  '<id>x</id>',
  '<imdbid>tt0000001</imdbid>',
  '<uniqueid type="imdb" k="1">tt0000001</uniqueid>',
  "<uniqueid default='true' type='tmdb'>0012</uniqueid>",
  '<uniqueid>5</uniqueid>',
  '<uniqueid type="tvmaze" default="true"/>',
  '<rating>7,5</rating>',
  '<votes>1,234</votes>',
  '<ratings/>',
  '<ratings><rating name="imdb" max="10" default="true"><value>7.1</value></rating></ratings>',
  '<ratings>\n<rating name="tmdb" k="1"><votes>9</votes><value>6</value><k/></rating><k>1</k></ratings>',
  '<set>S</set>',
  '<set k="1"><name>S</name><k/></set>',
  '<set/>',
  '<actor><name>Ann</name><k>1</k></actor>',
  '<actor>\n  <role>R</role><name>Bob</name><order>7</order></actor>',
  '<actor k="1"><name>Ann</name><role>R2</role><order>1</order><thumb>t</thumb></actor>',
  '<thumb aspect="poster" preview="p">u</thumb>',
  '<thumb season="1" type="season">s</thumb>',
  '<thumb>v</thumb>',
  '<fanart><thumb>f</thumb><k/></fanart>',
  '<fanart/>',
  '<playcount>3</playcount>',
  '<userrating>7</userrating>',
  '<premiered>1990-01-01</premiered>',
  '<aired>1991-01-01</aired>',
  '<runtime>1h 5m</runtime>',
  '<lastplayed>bad</lastplayed>',
] as const
const unknown = fc
  .nat(999)
  .chain((id) =>
    fc.constantFrom(
      `<lockdata>${id}</lockdata>`,
      `<k:x n="${id}" m='>'>a<y/>b &amp; c</k:x>`,
      `<!-- ${id} <title>no</title> -->`,
      `<__proto__>${id}</__proto__>`,
      `<fileinfo><a>${id}</a></fileinfo>`,
      `<?pi ${id}?>`,
    ),
  )
const blank = fc.constantFrom('', '\n  ', '\r\n\t', ' ', '\n\n')

interface Piece {
  isUnknown: boolean
  text: string
}
const documentOf = (kind: NfoKind) =>
  fc
    .record({
      before: fc.constantFrom(
        '',
        '\uFEFF',
        '<?xml version="1.0" encoding="UTF-8"?>\r\n',
        '<!-- é -->\n',
        '\uFEFF<?xml version="1.0"?>',
      ),
      pieces: fc.array(
        fc.tuple(
          blank,
          fc.oneof(
            fc.constantFrom(...KNOWN).map((text): Piece => ({ isUnknown: false, text })),
            unknown.map((text): Piece => ({ isUnknown: true, text })),
          ),
        ),
        { maxLength: 10 },
      ),
      last: blank,
      after: fc.constantFrom('', '\n', '\r\nhttps://www.themoviedb.org/movie/15849\r\n', ' <!-- end -->'),
    })
    .map(({ before, pieces, last, after }) => ({
      before,
      after,
      unknown: pieces.filter(([, piece]) => piece.isUnknown).map(([, piece]) => piece.text),
      text: `${before}<${kind} a="1">${pieces.map(([gap, piece]) => gap + piece.text).join('')}${last}</${kind}>${after}`,
    }))

const clean = (text: string | undefined): string => cleanText(text ?? '')
const split = (list: readonly string[]): string[] =>
  list
    .flatMap((value) => clean(value).split(' / '))
    .map((value) => value.trim())
    .filter((value) => value !== '')
const sameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const isHeld = <Value>(wanted: Value | undefined, found: Value | undefined): void => {
  if (wanted !== undefined) assert.deepEqual(found, wanted)
}

function assertHolds(facts: NfoFacts, wanted: NfoChanges): void {
  for (const key of ['title', 'plot', 'premiered', 'lastPlayed'] as const)
    if (wanted[key] != null) assert.equal(facts[key], clean(wanted[key]))
  for (const key of ['runtimeMin', 'year', 'userRating', 'playCount'] as const)
    if (wanted[key] != null) assert.equal(facts[key], wanted[key])
  for (const key of ['genres', 'writers'] as const)
    if (wanted[key] != null) assert.deepEqual(facts[key] ?? [], split(wanted[key]))
  for (const { name, value, votes, max, isDefault } of wanted.ratings ?? []) {
    const found = facts.ratings?.find((rating) => sameWord(rating.name, name))
    isHeld(value, found?.value)
    isHeld(votes, found?.votes)
    isHeld(max, found?.max)
    isHeld(isDefault, found?.isDefault)
  }
  for (const { type, value, isDefault } of wanted.uniqueIds ?? []) {
    const found = facts.uniqueIds?.find((id) => sameWord(id.type, type))
    assert.equal(found?.value, clean(value))
    isHeld(isDefault, found?.isDefault)
  }
  if (wanted.actors != null) {
    const cast = wanted.actors
      .map((actor, index) => ({ ...actor, place: actor.order ?? index }))
      .toSorted((a, b) => a.place - b.place)
    assert.deepEqual(
      facts.actors?.map(({ name }) => name) ?? [],
      cast.map(({ name }) => name),
    )
    for (const [index, actor] of cast.entries()) {
      const found = facts.actors?.[index]
      if (actor.role !== undefined) assert.equal(found?.role, clean(actor.role))
      if (actor.thumb !== undefined) assert.equal(found?.thumb, clean(actor.thumb))
      isHeld(actor.order, found?.order)
    }
  }
  if (wanted.set != null) {
    assert.equal(facts.set?.name, clean(wanted.set.name))
    if (wanted.set.overview !== undefined) assert.equal(facts.set?.overview, clean(wanted.set.overview))
  }
  for (const kind of new Set(wanted.art?.map((art) => art.kind))) {
    const urls = wanted.art?.filter((art) => art.kind === kind).map(({ url }) => clean(url))
    assert.deepEqual(
      facts.art?.filter((art) => art.kind === kind).map(({ url }) => url),
      urls,
    )
  }
}

/** What the changes do not name. Of lists with keys, those whose key is not named, without which is the default. */
function assertKept(before: NfoFacts, after: NfoFacts, wanted: NfoChanges): void {
  for (const key of Object.keys(before) as (keyof NfoFacts)[])
    if (!(key in wanted)) assert.deepEqual(after[key], before[key], key)
  for (const key of Object.keys(after) as (keyof NfoFacts)[]) assert.ok(key in before || key in wanted, key)
  for (const rating of before.ratings ?? [])
    if (!(wanted.ratings ?? []).some(({ name }) => sameWord(name, rating.name)))
      assert.deepEqual(
        { ...after.ratings?.find(({ name }) => name === rating.name), isDefault: null },
        { ...rating, isDefault: null },
      )
  for (const id of before.uniqueIds ?? [])
    // An old <id> follows the id that it repeats.
    if (id.type !== 'unknown' && !(wanted.uniqueIds ?? []).some(({ type }) => sameWord(type, id.type)))
      assert.equal(after.uniqueIds?.find(({ type }) => type === id.type)?.value, id.value)
  const kinds = new Set(wanted.art?.map(({ kind }) => kind))
  const others = (facts: NfoFacts) => (facts.art ?? []).filter(({ kind }) => !kinds.has(kind))
  assert.deepEqual(others(after), others(before))
}

const RUNS = Number(process.env['NFO_RUNS'] ?? 300)

it('random documents hold random facts, and keep all that is not named', () => {
  fc.assert(
    fc.property(documentOf('movie'), factsOf('movie'), (document, wanted) => {
      const former = Buffer.from(document.text)
      const before = readNfo(former).documents[0] as NfoFacts
      const written = writeNfo(former, wanted) ?? former
      const text = Buffer.from(written).toString()
      const reading = readNfo(written)
      assert.equal(reading.documents.length, 1)
      const after = reading.documents[0] as NfoFacts
      assertHolds(after, wanted)
      assertKept(before, after, wanted)
      assert.ok(text.startsWith(`${document.before}<movie a="1">`) && text.endsWith(`</movie>${document.after}`), text)
      let at = 0
      for (const piece of document.unknown) {
        at = text.indexOf(piece, at)
        assert.ok(at >= 0, `${piece} is lost in ${text}`)
        at += piece.length
      }
      assert.equal(writeNfo(written, wanted), null)
    }),
    { numRuns: RUNS },
  )
})

it('new files of each kind hold random facts', () => {
  const kinds = fc.constantFrom<NfoKind>('movie', 'tvshow', 'season', 'episodedetails', 'artist', 'album')
  fc.assert(
    fc.property(kinds.chain(factsOf), (wanted) => {
      const written = writeNfo(null, wanted)
      assert.ok(written)
      const { documents } = readNfo(written)
      assert.equal(documents.length, 1)
      assertHolds(documents[0] as NfoFacts, wanted)
      assert.equal(writeNfo(written, wanted), null)
    }),
    { numRuns: RUNS },
  )
})

it('random bytes are read or refused, never anything else, and keep the server’s objects as they are', () => {
  const soup = fc.array(
    fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      '<movie>',
      '</movie>',
      '<title>',
      '</title>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '"',
      "'",
      '=',
      '&',
      ' ',
      '\r\n',
      'é',
      '__proto__',
      'x',
      '<xbmcmultiepisode>',
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(soup, factsOf('movie'), (parts, wanted) => {
      const bytes = Buffer.from(parts.join(''))
      const codeOf = (work: () => unknown): string | undefined => {
        try {
          return void work()
        } catch (error) {
          return (error as { code?: string }).code ?? String(error)
        }
      }
      assert.match(codeOf(() => readNfo(bytes)) ?? 'nfo/', /^nfo\//)
      let written: Uint8Array | null = null
      const refusal = codeOf(() => (written = writeNfo(bytes, wanted)))
      assert.match(refusal ?? 'nfo/', /^nfo\//)
      if (refusal === undefined) assertHolds(readNfo(written ?? bytes).documents[0] as NfoFacts, wanted)
    }),
    { numRuns: RUNS },
  )
})
