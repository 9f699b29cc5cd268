import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../../kernel/errors.ts'
import type { NfoChanges } from './model.ts'
import { readNfo } from './read-nfo.ts'
import { writeNfo } from './write-nfo.ts'

const write = (former: string | null, changes: NfoChanges | NfoChanges[]): string | null => {
  const written = writeNfo(former === null ? null : Buffer.from(former), changes)
  return written === null ? null : Buffer.from(written).toString()
}
const refused = (former: string | Buffer, changes: NfoChanges, code: string): void =>
  assert.throws(
    () => writeNfo(Buffer.from(former as string), changes),
    (error) => error instanceof AppError && error.code === code,
  )

const RICH = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r
<!-- made by hand -->\r
<movie xmlns:k="urn:k">\r
    <title k:note="1">The  Pier &amp; co</title>\r
    <lockdata>true</lockdata>\r
    <ratings>\r
        <rating name="imdb" max="10" default="true" source='x'><value>7,5</value><votes>1,234</votes></rating>\r
        <rating name="metacritic" max="100"><value>64</value></rating>\r
    </ratings>\r
    <genre>Action / Drama</genre>\r
    <!-- mine -->\r
    <uniqueid type="tmdb">0012</uniqueid>\r
    <uniqueid type="tvmaze" default="true">5</uniqueid>\r
    <playcount>3</playcount>\r
    <userrating>7</userrating>\r
    <lastplayed>2020-01-02 03:04:05</lastplayed>\r
    <plot><![CDATA[Once & <b>only</b>]]></plot>\r
    <actor><name>Ann</name><role>A</role><order>0</order><tmdbid>11</tmdbid></actor>\r
    <actor><name>Bob</name><role>B</role><order>1</order><profile>p</profile></actor>\r
    <fileinfo><streamdetails><video><codec>h264</codec></video></streamdetails></fileinfo>\r
</movie>\r
https://www.themoviedb.org/movie/15849\r
`
const replaced = (...pairs: [from: string, to: string][]): string =>
  pairs.reduce((text, [from, to]) => {
    assert.equal(text.split(from).length, 2, from)
    return text.replace(from, () => to)
  }, RICH)

describe('a new file', () => {
  it('has what is told, in the order of players, and what was watched only when told', () => {
    assert.equal(
      write(null, {
        kind: 'movie',
        title: 'A & B',
        year: 2001,
        genres: ['X', 'Y'],
        ratings: [{ name: 'tmdb', value: 6.1, votes: 5 }],
        uniqueIds: [
          { type: 'imdb', value: 'tt1' },
          { type: 'tmdb', value: '0012' },
        ],
        art: [{ kind: 'poster', url: 'https://i.example/a?b&c' }],
      }),
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>A &amp; B</title>
  <ratings>
    <rating name="tmdb" max="10" default="true">
      <value>6.1</value>
      <votes>5</votes>
    </rating>
  </ratings>
  <thumb aspect="poster">https://i.example/a?b&amp;c</thumb>
  <uniqueid type="imdb">tt1</uniqueid>
  <uniqueid type="tmdb" default="true">0012</uniqueid>
  <genre>X</genre>
  <genre>Y</genre>
  <year>2001</year>
</movie>
`,
    )
  })

  it('uses the words of its kind', () => {
    assert.match(write(null, { kind: 'artist', title: 'N', plot: 'B' }) ?? '', /<name>N<\/name>\n {2}<biography>B</)
    assert.match(write(null, { kind: 'episodedetails', premiered: '2001-02-03' }) ?? '', /<aired>2001-02-03</)
    assert.match(write(null, { kind: 'season', season: 0 }) ?? '', /<seasonnumber>0</)
  })
})

describe('a file that is there', () => {
  it('is not written when it tells all that already', () => {
    const { documents } = readNfo(Buffer.from(RICH))
    for (const document of documents) assert.equal(write(RICH, document), null)
    assert.equal(
      write(RICH, {
        kind: 'movie',
        ratings: [{ name: 'IMDb', value: 7.5 }],
        actors: [{ name: 'Ann' }, { name: 'Bob' }],
      }),
      null,
    )
    assert.equal(write(RICH, { kind: 'movie' }), null)
  })

  it('is touched only where it tells something else', () => {
    const changes: NfoChanges = {
      kind: 'movie',
      title: 'Pier <2>',
      plot: 'One\nTwo',
      tagline: 'New "line"',
      ratings: [{ name: 'imdb', value: 8, votes: 2000 }],
      uniqueIds: [{ type: 'tmdb', value: '13', isDefault: true }],
    }
    assert.equal(
      write(RICH, changes),
      replaced(
        ['>The  Pier &amp; co<', '>Pier &lt;2&gt;<'],
        ['<value>7,5</value><votes>1,234</votes>', '<value>8</value><votes>2000</votes>'],
        ['<uniqueid type="tmdb">0012', '<uniqueid default="true" type="tmdb">13'],
        ['<uniqueid type="tvmaze" default="true">', '<uniqueid type="tvmaze">'],
        ['<![CDATA[Once & <b>only</b>]]></plot>', 'One\r\nTwo</plot>\r\n    <tagline>New "line"</tagline>'],
      ),
    )
  })

  it('keeps what it knows of an actor who moves, and drops who left', () => {
    assert.equal(
      write(RICH, { kind: 'movie', actors: [{ name: 'Bob' }, { name: 'Cy & co', role: 'C' }] }),
      replaced(
        [
          '<actor><name>Ann</name><role>A</role><order>0</order><tmdbid>11</tmdbid></actor>',
          '<actor><name>Bob</name><role>B</role><order>0</order><profile>p</profile></actor>',
        ],
        [
          '<actor><name>Bob</name><role>B</role><order>1</order><profile>p</profile></actor>',
          '<actor>\r\n        <name>Cy &amp; co</name>\r\n        <role>C</role>\r\n        <order>1</order>\r\n    </actor>',
        ],
      ),
    )
  })

  it('tells two parts of one actor apart, and does not double what it knows of a value', () => {
    const part = (role: string, id: number): string =>
      `<actor><name>Ann</name><role>${role}</role><tmdbid>${id}</tmdbid></actor>`
    assert.equal(
      write(`<movie>${part('A', 1)}${part('B', 2)}</movie>`, { kind: 'movie', actors: [{ name: 'Ann', role: 'B' }] }),
      `<movie>${part('B', 2)}</movie>`,
    )
    assert.equal(
      write('<movie><genre>B</genre><genre k="1">C</genre></movie>', { kind: 'movie', genres: ['C', 'C'] }),
      '<movie><genre k="1">C</genre><genre>C</genre></movie>',
    )
  })

  it('loses a fact, with its line, when it is to tell none', () => {
    assert.equal(
      write(RICH, { kind: 'movie', genres: [], playCount: null, plot: '' }),
      replaced(
        ['    <genre>Action / Drama</genre>\r\n', ''],
        ['    <playcount>3</playcount>\r\n', ''],
        ['    <plot><![CDATA[Once & <b>only</b>]]></plot>\r\n', ''],
      ),
    )
    const none = { kind: 'movie', ratings: null, uniqueIds: null, actors: null, art: null, set: null } as const
    const bare = write(
      '<movie><id>1</id><rating>1</rating><votes>2</votes><set>S</set><thumb>u</thumb><x/><actor><name>n</name></actor></movie>',
      none,
    )
    assert.equal(bare, '<movie><x/></movie>')
  })

  it('stays in its old forms as long as they can tell what is wanted', () => {
    const old = '<movie><id>tt1</id><imdbid>tt1</imdbid><rating>7,5</rating><votes>1</votes><set>S</set></movie>\n'
    assert.equal(
      write(old, {
        kind: 'movie',
        ratings: [{ name: 'default', value: 8 }],
        uniqueIds: [{ type: 'imdb', value: 'tt2' }],
        set: { name: 'R' },
      }),
      '<movie><id>tt2</id><imdbid>tt2</imdbid><rating>8</rating><votes>1</votes><uniqueid type="imdb" default="true">tt2</uniqueid><set>R</set></movie>\n',
    )
    assert.equal(
      write('<movie>\n <rating>7,5</rating>\n <set id="1">S</set>\n</movie>', {
        kind: 'movie',
        ratings: [{ name: 'tmdb', value: 6 }],
        set: { name: 'S', overview: 'O' },
      }),
      `<movie>
 <ratings>
  <rating name="default" max="10" default="true">
   <value>7.5</value>
  </rating>
  <rating name="tmdb" max="10">
   <value>6</value>
  </rating>
 </ratings>
 <rating>7,5</rating>
 <set id="1">
  <name>S</name>
  <overview>O</overview>
 </set>
</movie>`,
    )
  })

  it('keeps its encoding; what that has no byte for becomes a reference', () => {
    const former = Buffer.from(
      '<?xml version="1.0" encoding="iso-8859-1"?><movie><title>Caf\xe9 \x92</title><x>\x81\xe9</x></movie>',
      'latin1',
    )
    const written = writeNfo(former, { kind: 'movie', plot: 'é’Ω😀' })
    assert.equal(
      Buffer.from(written ?? []).toString('latin1'),
      '<?xml version="1.0" encoding="iso-8859-1"?><movie><title>Caf\xe9 \x92</title><plot>\xe9\x92&#937;&#128512;</plot><x>\x81\xe9</x></movie>',
    )
    assert.equal(readNfo(written ?? Buffer.alloc(0)).documents[0]?.plot, 'é’Ω😀')
    refused(
      Buffer.from('<?xml version="1.0" encoding="shift_jis"?><movie/>'),
      { kind: 'movie', title: 'T' },
      'nfo/encoding-not-written',
    )
  })

  it('keeps an ampersand that nobody escaped', () => {
    assert.equal(
      write('<movie><title>a & b</title><plot>x</plot></movie>', { kind: 'movie', plot: 'y & z' }),
      '<movie><title>a & b</title><plot>y &amp; z</plot></movie>',
    )
  })

  it('may be empty tags, or nothing but links', () => {
    assert.equal(write('<movie/>', { kind: 'movie', title: 'T' }), '<movie><title>T</title></movie>')
    assert.equal(
      write('<movie>\n  <title a="1" />\n</movie>', { kind: 'movie', title: 'T' }),
      '<movie>\n  <title a="1" >T</title>\n</movie>',
    )
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<movie>\n  <title>T</title>\n</movie>\n'
    const link = 'https://www.themoviedb.org/movie/15849-the-mummy\n'
    assert.equal(write(link, { kind: 'movie', title: 'T' }), head + link)
    assert.equal(write('', { kind: 'movie', title: 'T' }), head)
    assert.equal(write(head + link, { kind: 'movie', title: 'T' }), null)
  })

  it('of a series beside a film stays what it is', () => {
    assert.equal(
      write('<tvshow><title>a</title></tvshow>', { kind: 'movie', title: 'b' }),
      '<tvshow><title>b</title></tvshow>',
    )
  })
})

describe('a file of several episodes', () => {
  const episode = (number: number, title: string): NfoChanges => ({
    kind: 'episodedetails',
    season: 1,
    episode: number,
    title,
  })
  const text = (number: number, title: string, indent = ''): string =>
    `${indent}<episodedetails>\n${indent}  <title>${title}</title>\n${indent}  <season>1</season>\n${indent}  <episode>${number}</episode>\n${indent}</episodedetails>\n`

  it('has one root behind another', () => {
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    assert.equal(write(null, [episode(4, 'D'), episode(5, 'E')]), head + text(4, 'D') + text(5, 'E'))
  })

  it('is changed where the numbers say, and gets who is missing', () => {
    const former = text(4, 'D') + text(5, 'E')
    assert.equal(write(former, episode(5, 'F')), text(4, 'D') + text(5, 'F'))
    assert.equal(write(former, [episode(6, 'F'), episode(4, 'D')]), former + text(6, 'F'))
    assert.equal(write(former, [episode(5, 'E'), episode(4, 'D')]), null)
  })

  it('stays in its wrapper', () => {
    const wrapped = (inside: string): string => `<xbmcmultiepisode>\n${inside}</xbmcmultiepisode>\n`
    assert.equal(
      write(wrapped(text(4, 'D', '  ')), [episode(4, 'D'), episode(5, 'E')]),
      wrapped(text(4, 'D', '  ') + text(5, 'E', '  ')),
    )
  })

  it('with one episode may be given its number', () => {
    assert.equal(
      write('<episodedetails><title>D</title></episodedetails>', episode(4, 'D')),
      '<episodedetails><title>D</title><season>1</season><episode>4</episode></episodedetails>',
    )
  })

  it('is left alone when nothing says which is meant', () => {
    refused(text(4, 'D') + text(5, 'E'), { kind: 'episodedetails', title: 'X' }, 'nfo/which-episode')
  })
})

describe('refusals', () => {
  const facts: NfoChanges = { kind: 'movie', title: 'T' }
  it('what can’t be read, or only in part, is never overwritten', () => {
    refused('<!DOCTYPE movie><movie/>', facts, 'nfo/doctype')
    refused(Buffer.from('\uFEFF<movie/>', 'utf16le'), facts, 'nfo/utf16')
    for (const text of [
      '<movie><title>T</title>',
      '<movie><title>T</titl',
      '<movie/>\n<!-- x',
      '<movie><title>T</plot></movie>',
    ])
      refused(text, facts, 'nfo/broken')
  })

  it('nor other text, or what describes something else', () => {
    for (const text of ['░▒▓ GROUP ▓▒░ https://imdb.com/title/tt1234567', '<html/>', '<xbmcmultiepisode/>'])
      refused(text, facts, 'nfo/other-text')
    refused('<episodedetails/>', facts, 'nfo/other-kind')
    refused('<movie/>', { kind: 'episodedetails', season: 1, episode: 1 }, 'nfo/other-kind')
  })

  it('facts that would be read as something else', () => {
    for (const odd of [
      { year: 99999 },
      { premiered: '2001-13-01' },
      { playCount: 1.5 },
      { userRating: Number.NaN },
      { season: -1 },
    ])
      refused('<movie/>', { ...facts, ...odd }, 'nfo/odd-fact')
    refused('<movie/>', { ...facts, ratings: [{ name: 'x', value: 1e-9 }] }, 'nfo/odd-fact')
    refused('<movie/>', { ...facts, uniqueIds: [{ type: 'x', value: ' ' }] }, 'nfo/odd-fact')
  })
})
