export const LONGEST = 1000

const FORMS: readonly ((n: number) => string)[] = [
  (n) => `Quiet.Rooms.${n}.1987.1080p.BluRay.DTS-HD.MA.5.1.x264-QUAY.mkv`,
  (n) => `Quiet Rooms ${n} (1987)/Quiet Rooms ${n} (1987) {tmdb-${n}} [Bluray-1080p].mkv`,
  (n) => `Quay.Watch.S0${1 + (n % 9)}E${10 + (n % 80)}.Low.Tide.720p.AMZN.WEB-DL.DDP5.1.H.264-QUAY.mkv`,
  (n) => `Quay Watch (2010)/Season ${1 + (n % 9)}/${10 + (n % 80)} - Low Tide ${n}.mkv`,
  (n) => `[Kite] Moon Ferry - ${10 + (n % 900)} [1080p][0A1B2C3D].mkv`,
  (n) => `The.Quay.Show.2024.0${1 + (n % 9)}.1${n % 9}.Guest.${n}.720p.HDTV.x264-QUAY.mkv`,
]

/** Names as libraries have them, no two alike. */
export function commonNames(count: number): string[] {
  return Array.from({ length: count }, (_, n) => FORMS[n % FORMS.length]?.(n) ?? '')
}

/** Each is what one of the rules looks for, or nearly. */
const SCRAPS = [
  'a|1| |-|_|.|[|(|{|【|]| - | / |/|\\|é|漢|漢字 |🎬|S01|S01E01|S01E01-|1x|1x1|E01|101.|1 |2010 |(2010)|2010.01.01.|20100101 |100101 ',
  'DTS|DTS-|DTS-HD.|dts-hd.ma.|AAC|AAC.2.0.|x264|x264-|-RP|1080p|4k |1280x720 |hdr10|web |German |[a]|[1]|(1)|[0A1B2C3D]|tt1234567 |[tmdb-1]',
  'director |directors cut |extended |special |50th anniversary |edition |a edition |EXTENDED.CUT.|a.b.|A.|the.|第1|第1-|第1話|www.|www.a.|www.a.com ',
  '00|0123456789|01-|01~| 01 ~ |1.5 | - 1|v2|part 1 |cd1 |Season 1 |Season 1 Episode 1 |s1 |1 of 9 |1of9 |69. Blm |Cap.408 |Episode |ab1|-a|a-|. |_-_|】【|](|)(|12-34 ',
].flatMap((line) => line.split('|'))
const HEADS = ['', '[Kite] ', 'Quiet.Rooms.1987.1080p.']
const ENDS = ['', 'x', ']', '.mkv', ' - 05 [1080p]']

/** Names of 1,000 characters that repeat one thing, before and behind something that is read. */
export function hardNames(): string[] {
  return SCRAPS.flatMap((scrap) =>
    HEADS.flatMap((head) => ENDS.map((end) => (head + scrap.repeat(LONGEST)).slice(0, LONGEST - end.length) + end)),
  )
}
