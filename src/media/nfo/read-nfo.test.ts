import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InvalidInputError } from '../../kernel/errors.ts'
import type { NfoFacts } from './model.ts'
import { documentsFor, idsFor, readNfo } from './read-nfo.ts'

const read = (text: string) => readNfo(Buffer.from(text))
const only = (text: string | Buffer): NfoFacts => {
  const { documents } = typeof text === 'string' ? read(text) : readNfo(text)
  assert.equal(documents.length, 1)
  return documents[0] as NfoFacts
}
const codes = (text: string): string[] => read(text).warnings.map(({ code }) => code)
const refused = (bytes: string | Buffer, code: string): void =>
  assert.throws(
    () => readNfo(Buffer.from(bytes as string)),
    (error) => error instanceof InvalidInputError && error.code === code,
  )

describe('forms that players read', () => {
  it('N01, N02: a plain document', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n<movie>\n  <title>The Long Pier</title>\n  <year>2001</year>\n</movie>\n'
    assert.deepEqual(read(text), {
      documents: [{ kind: 'movie', title: 'The Long Pier', year: 2001 }],
      ids: {},
      links: [],
      warnings: [],
    })
  })

  it('N04: an address alone names its id', () => {
    const reading = read('https://www.themoviedb.org/movie/15849-the-mummy')
    assert.deepEqual([reading.documents, reading.ids, reading.warnings], [[], { tmdb: '15849' }, []])
  })

  it('N05: a document with an address behind it has its title and the id of the address', () => {
    const reading = read('<movie><title>Both</title></movie>\nhttps://www.themoviedb.org/movie/15849\n')
    assert.deepEqual(reading.documents, [{ kind: 'movie', title: 'Both' }])
    assert.deepEqual(idsFor(reading.documents[0], reading), { tmdb: '15849' })
    const own = read('<movie><uniqueid type="TMDB">1</uniqueid></movie>themoviedb.org/movie/2 imdb.com/title/tt0000003')
    assert.deepEqual(idsFor(own.documents[0], own), { tmdb: '1', imdb: 'tt0000003' })
  })

  it('N07: ISO-8859-1 as declared, and Windows-1252 which is meant by it', () => {
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    const bytes = Buffer.from(`${head}<movie><title>Caf\xe9 \x96 d\x92or</title></movie>`, 'latin1')
    assert.equal(only(bytes).title, 'Café – d’or')
    assert.deepEqual(readNfo(bytes).warnings, [])
  })

  it('N08: an ampersand that nobody escaped, and a sign that begins no tag', () => {
    assert.equal(only('<movie><title>N08 & co</title></movie>').title, 'N08 & co')
    assert.equal(
      only('<movie><title>1 < 2 <3 &amp; 4 &nbsp; &#x41;&#66;&lt;</title></movie>').title,
      '1 < 2 <3 & 4 &nbsp; AB<',
    )
  })

  it('N13: a series beside a film counts as the film', () => {
    const reading = read('<tvshow><title>Not a film</title></tvshow>')
    assert.deepEqual(documentsFor('movie', reading), [{ kind: 'tvshow', title: 'Not a film' }])
    assert.deepEqual(documentsFor('episodedetails', reading), [])
  })

  it('N14: an empty file tells nothing, and says so', () => {
    for (const text of ['', '\uFEFF', ' \r\n '])
      assert.deepEqual(read(text), { documents: [], ids: {}, links: [], warnings: [{ code: 'nfo.empty', params: {} }] })
  })

  it('N16: the forms of old', () => {
    const facts = only(
      '<movie><title>Old</title><id>tt0120616</id><rating>7,5</rating><votes>1,234</votes><set>Desert</set>' +
        '<genre>Action / Drama</genre><studio>X / Y</studio></movie>',
    )
    assert.deepEqual(facts, {
      kind: 'movie',
      title: 'Old',
      genres: ['Action', 'Drama'],
      studios: ['X', 'Y'],
      set: { name: 'Desert' },
      ratings: [{ name: 'default', value: 7.5, votes: 1234, max: 10, isDefault: true }],
      uniqueIds: [{ type: 'unknown', value: 'tt0120616', isDefault: false }],
    })
    assert.deepEqual(idsFor(facts, read('')), { imdb: 'tt0120616' })
  })

  it('T02, J02: several episodes, in a wrapper or one root behind another; one without a title is one too', () => {
    const episode = (number: number, title: string): string =>
      `<episodedetails>${title}<season>1</season><episode>${number}</episode></episodedetails>\n`
    const four =
      episode(1, '<title>Rising</title>') +
      episode(2, '') +
      episode(3, '<title>Storm</title>') +
      episode(4, '<title>Eye</title>')
    for (const text of [four, `<xbmcmultiepisode>${four}</xbmcmultiepisode>`]) {
      const episodes = documentsFor('episodedetails', read(text))
      assert.deepEqual(
        episodes.map(({ episode: number }) => number),
        [1, 2, 3, 4],
      )
      assert.deepEqual(
        episodes.flatMap(({ title }) => title ?? []),
        ['Rising', 'Storm', 'Eye'],
      )
      assert.deepEqual(codes(text), ['nfo.no-title'])
    }
  })

  it('T03: an episode that does not say its number is read, and warned of', () => {
    assert.deepEqual(codes('<episodedetails><title>Lost</title></episodedetails>'), ['nfo.no-episode-number'])
  })

  it('a document that does not end, or ends within a tag, up to there', () => {
    assert.deepEqual(
      [only('<movie><title>A</title><plot>Once up').plot, codes('<movie><title>A</title>')],
      ['Once up', ['nfo.unclosed']],
    )
    for (const end of ['</pl', '<gen', '<thumb aspect="poster>x</thumb>', '<!-- x', '<![CDATA[ x', '<?pi x']) {
      const text = `<movie>\r\n<title>A</title>\r\n<plot>Once</plot>${end}`
      assert.deepEqual([only(text).plot, codes(text)], ['Once', ['nfo.cut']], end)
    }
  })

  it('up to a tag that is closed by another, as players do', () => {
    const text = '<movie><title>A</title><plot>One<br>two</plot><genre>lost</genre></movie>'
    assert.deepEqual([only(text), codes(text)], [{ kind: 'movie', title: 'A', plot: 'Onetwo' }, ['nfo.wrong-tag']])
  })

  it('a byte order mark, and an encoding that is not the one declared', () => {
    assert.equal(only('\uFEFF<movie><title>é</title></movie>').title, 'é')
    const wrong = '<?xml version="1.0" encoding="utf-16"?><movie><title>é</title></movie>'
    assert.deepEqual([only(wrong).title, codes(wrong)], ['é', ['nfo.wrong-encoding']])
    const bytes = Buffer.from('<?xml version="1.0" encoding="UTF-8"?><movie><title>\xe9</title></movie>', 'latin1')
    assert.equal(only(bytes).title, 'é')
    assert.deepEqual(readNfo(bytes).warnings, [{ code: 'nfo.wrong-encoding', params: { encoding: 'UTF-8' } }])
  })

  it('CDATA as it stands, without comments, instructions and tags in a text', () => {
    const text = '<movie><title>a<!-- b --><![CDATA[ <i>&amp;</i>]]><?x y?></title><plot>c <b>d</b> e</plot></movie>'
    assert.deepEqual(only(text), { kind: 'movie', title: 'a <i>&amp;</i>', plot: 'c d e' })
  })
})

describe('facts', () => {
  it('keeps numbers in texts as they are', () => {
    const facts = only(
      '<movie><title>007</title><uniqueid type="tmdb">0012</uniqueid><tag>1e5</tag><tag>0x1f</tag></movie>',
    )
    assert.deepEqual([facts.title, facts.uniqueIds?.[0]?.value, facts.tags], ['007', '0012', ['1e5', '0x1f']])
  })

  it('reads ratings, ids, set, pictures and what was watched', () => {
    const facts = only(`<movie><title>T</title>
      <ratings><rating name="imdb" max="10" default="true"><value>7.1</value><votes>20.500</votes></rating>
      <rating name="metacritic" max='100'><value>64</value></rating></ratings><rating>1</rating>
      <uniqueid type="imdb" default="true">tt1</uniqueid><uniqueid type="tvmaze">5</uniqueid><tmdbid>77</tmdbid>
      <set tmdbcolid="1"><name>S</name><overview>O</overview></set><runtime>1h 35min</runtime>
      <thumb aspect="poster" preview="p">http://a/1</thumb><thumb aspect="poster" type="season" season="1">http://a/s</thumb>
      <thumb type="season">http://a/t</thumb><thumb>http://a/2</thumb><fanart><thumb>http://a/3</thumb></fanart>
      <playcount>2</playcount><userrating>8</userrating><lastplayed>2020-01-02 03:04:05</lastplayed></movie>`)
    assert.deepEqual(facts, {
      kind: 'movie',
      title: 'T',
      runtimeMin: 95,
      ratings: [
        { name: 'imdb', value: 7.1, votes: 20500, max: 10, isDefault: true },
        { name: 'metacritic', value: 64, max: 100, isDefault: false },
      ],
      uniqueIds: [
        { type: 'imdb', value: 'tt1', isDefault: true },
        { type: 'tvmaze', value: '5', isDefault: false },
        { type: 'tmdb', value: '77', isDefault: false },
      ],
      set: { name: 'S', overview: 'O' },
      art: [
        { kind: 'poster', url: 'http://a/1' },
        { kind: 'thumb', url: 'http://a/2' },
        { kind: 'fanart', url: 'http://a/3' },
      ],
      playCount: 2,
      userRating: 8,
      lastPlayed: '2020-01-02 03:04:05',
    })
  })

  it('sorts the cast by its order', () => {
    const actor = (name: string, more = ''): string => `<actor><name>${name}</name>${more}</actor>`
    const { actors } = only(
      `<movie>${actor('B', '<order>1</order>')}${actor('A', '<role>R</role><order>0</order>')}<actor/>${actor('C')}</movie>`,
    )
    assert.deepEqual(actors, [
      { name: 'A', role: 'R', order: 0 },
      { name: 'B', order: 1 },
      { name: 'C', order: 2 },
    ])
  })

  it('reads what each kind calls its own', () => {
    assert.deepEqual(
      only(
        '<artist><name>N</name><sortname>S</sortname><biography>B</biography><musicBrainzArtistID>m</musicBrainzArtistID></artist>',
      ),
      {
        kind: 'artist',
        title: 'N',
        sortTitle: 'S',
        plot: 'B',
        uniqueIds: [{ type: 'musicbrainzartist', value: 'm', isDefault: false }],
      },
    )
    assert.deepEqual(
      only('<album><title>A</title><review>R</review><label>L</label><releasedate>02-03-2001</releasedate></album>'),
      {
        kind: 'album',
        title: 'A',
        plot: 'R',
        studios: ['L'],
        premiered: '2001-03-02',
      },
    )
    assert.equal(only('<season><seasonnumber>3</seasonnumber></season>').season, 3)
    assert.equal(only('<episodedetails><aired>2001-02-03</aired></episodedetails>').premiered, '2001-02-03')
  })

  it('leaves out values that make no sense, and names them', () => {
    const text =
      '<movie><title>T</title><year>99999</year><runtime>abc</runtime><premiered>2001-13-45</premiered><season>-1</season></movie>'
    assert.deepEqual(only(text), { kind: 'movie', title: 'T' })
    assert.deepEqual(
      read(text).warnings.map(({ params }) => params['tag']),
      ['premiered', 'runtime', 'year', 'season'],
    )
  })
})

describe('addresses', () => {
  const FORMS: readonly [address: string, ids: object][] = [
    ['https://www.imdb.com/title/tt4154796', { imdb: 'tt4154796' }],
    ['https://m.imdb.com/de/title/TT4154796/?ref_=x', { imdb: 'tt4154796' }],
    ['tt4154796', { imdb: 'tt4154796' }],
    ['https://www.themoviedb.org/movie/30287-fallo', { tmdb: '30287' }],
    ['http://themoviedb.org/tv/1399', { tmdb: '1399' }],
    ['https://www.thetvdb.com/?tab=series&id=121361', { tvdb: '121361' }],
    ['http://thetvdb.com/index.php?tab=series&amp;lid=7&amp;id=121361', { tvdb: '121361' }],
    ['https://thetvdb.com/dereferrer/series/121361', { tvdb: '121361' }],
    ['https://thetvdb.com/series/121361', { tvdb: '121361' }],
    ['https://example.org/movie/1 https://thetvdb.com/dereferrer/episode/5', {}],
  ]
  for (const [address, ids] of FORMS) it(address, () => assert.deepEqual(read(address).ids, ids))

  it('U1, U3, U4: the first of each provider counts', () => {
    const { ids } = read(FORMS.map(([address]) => address).join('\nthemoviedb.org/movie/99\n'))
    assert.deepEqual(ids, { imdb: 'tt4154796', tmdb: '99', tvdb: '121361' })
  })

  it('a word in place of the number is told apart', () => {
    const { ids, links } = read('https://thetvdb.com/series/the-long-pier#x')
    assert.deepEqual([ids, links], [{}, [{ provider: 'tvdb', is: 'series', value: 'the-long-pier', isSlug: true }]])
  })

  it('those within a document, as of a trailer, name no id of it', () => {
    assert.deepEqual(read('<movie><title>T</title><trailer>https://imdb.com/title/tt1234567</trailer></movie>').ids, {})
  })
})

describe('refusals', () => {
  it('N10, N11: any DOCTYPE, in any case and place', () => {
    const entities = '<!DOCTYPE movie [<!ENTITY t "T">]><movie><title>&t;</title></movie>'
    const system = '<?xml version="1.0"?><!DOCTYPE m SYSTEM "file:///etc/hostname"><movie><title>T</title></movie>'
    for (const text of [entities, system, '<movie><title>T</title></movie><!doctype x>', '<! ENTITY x>'])
      refused(text, 'nfo/doctype')
  })

  it('UTF-16 with and without its mark, and what is no text', () => {
    refused(Buffer.from('\uFEFF<movie/>', 'utf16le'), 'nfo/utf16')
    refused(Buffer.from('<movie/>', 'utf16le'), 'nfo/utf16')
    refused(Buffer.from('\uFEFF<movie/>', 'utf16le').swap16(), 'nfo/utf16')
    refused(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'nfo/binary')
  })

  it('more bytes, tags or levels than anybody writes', () => {
    refused(Buffer.alloc(2 * 1024 * 1024 + 1, ' '), 'nfo/too-large')
    refused(`<movie>${'<a/>'.repeat(60_000)}</movie>`, 'nfo/too-many-tags')
    refused(`<movie>${'<a>'.repeat(40_000)}`, 'nfo/too-deep')
  })
})

describe('odd files', () => {
  it('names like those of JavaScript are names like others', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__']
    const inside = names.map((name) => `<${name}><isAdmin>true</isAdmin><title>x</title></${name}><${name}/>`).join('')
    const facts = only(
      `<movie>${inside}<title __proto__="x">T</title><uniqueid type="__proto__" constructor="y">1</uniqueid></movie>`,
    )
    assert.deepEqual(facts, {
      kind: 'movie',
      title: 'T',
      uniqueIds: [{ type: '__proto__', value: '1', isDefault: false }],
    })
    assert.equal(({} as Record<string, unknown>)['isAdmin'], undefined)
    assert.equal(({} as Record<string, unknown>)['title'], undefined)
  })

  it('text with drawings, a page, another root: no documents', () => {
    assert.deepEqual(codes('░▒▓ <<== GROUP ==>> ▓▒░\n  <o.o>  \n'), ['nfo.empty'])
    assert.deepEqual(read('<html><body>x</body></html>').warnings, [
      { code: 'nfo.unknown-root', params: { root: 'html' } },
    ])
    assert.deepEqual(codes('<!-- <movie> -->'), ['nfo.empty'])
  })

  it('a foreign namespace, an inclusion and addresses of the machine are nothing but text', () => {
    const text =
      '<movie xmlns:xi="http://www.w3.org/2001/XInclude"><title>T</title><xi:include href="file:///etc/passwd"/><x:title>no</x:title>' +
      '<thumb>http://169.254.169.254/latest</thumb><thumb>file:///etc/passwd</thumb></movie>'
    assert.deepEqual(
      only(text).art?.map(({ url }) => url),
      ['http://169.254.169.254/latest', 'file:///etc/passwd'],
    )
    assert.equal(only(text).title, 'T')
  })

  it('characters that XML can’t hold are left out of facts', () => {
    assert.equal(
      only('<movie><title>a&#0;b&#8;\u0001c&#xD800;&#x110000;</title></movie>').title,
      'abc&#xD800;&#x110000;',
    )
  })
})
