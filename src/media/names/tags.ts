import type { Rule } from './model.ts'
import { claim, type Sheet, type Span } from './sheet.ts'

/** A word that tells how a film was made or packed, never what it is. */
export interface TagRule extends Rule {
  as: string
  /** May also be a word of a title ("Web", "German"): counts only in a row with something sure. */
  isLikely?: boolean
  /** What is kept of it; without it the piece is only taken out of the title's way. */
  value?: string | ((text: string) => string)
}

/** A whole word, whatever the script. */
const word = (form: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${form})(?![\p{L}\p{N}])`, 'giu')
/** A word that may follow another without a gap, as in `Bluray720p`. */
const tail = (form: string): RegExp => new RegExp(String.raw`(?<!\p{N})(?:${form})(?![\p{L}\p{N}])`, 'giu')
/** Case matters: `CAM` is a source, `Cam` a name. */
const exact = (form: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${form})(?![\p{L}\p{N}])`, 'gu')

const SOUND = String.raw`dts(?:[ .-]?(?:hd|x|es|hra|ma))*|dd[ ]?(?:\+|pa?)?|e?-?a-?c-?3d?|he-?aac|aac|flac|opus|true-?hd|atmos|mp3|l?pcm|vorbis`
const LANGUAGES =
  'german|deutsch|french|truefrench|vostfr|vff|vfq|vf2?|english|italian|spanish|castellano|latino|portuguese|dutch|flemish|swedish|norwegian|danish|finnish|nordic|icelandic|polish|czech|slovak|hungarian|romanian|greek|turkish|russian|ukrainian|hebrew|arabic|hindi|tamil|telugu|thai|korean|japanese|chinese|mandarin|cantonese|vietnamese'
const LANGUAGE_CODES =
  'ENG|GER|FRE|FRA|ITA|SPA|ESP|ING|RUS|UKR|POL|PL|PLDUB|JPN|JAP|KOR|CHI|CHS|CHT|BIG5|GB|HIN|CAT|SWE|NOR|DAN|FIN|NL|DL|ML|MULTi?|Multi'
const SERVICES =
  'AMZN|ATVP?|DSNP|HMAX|HULU|NF|Netflix|NetflixHD|PCOK|PMTP|STAN|iP|iPlayer|CR|CRAV|Baha|ViuTV|YTV|FUNI|HIDIVE|AIUS|SkySHO|SHO|YK|IQ|MAX|iT|MA|BILI|B-Global|DS4K|Ma'

export const TAGS: readonly TagRule[] = [
  {
    id: 'tag.checksum',
    as: 'checksum',
    pattern: /[[(](?=[0-9a-f]{8}[\])])(?!(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d[\])])[0-9a-f]{8}[\])]/giu,
    why: 'eight hexadecimal digits in brackets are the checksum of the file, unless they are a date',
  },
  {
    id: 'tag.frame',
    as: 'resolution',
    pattern: tail(String.raw`[1-9]\d{2,3} ?[x×] ?[1-9]\d{2,3}[pi]?`),
    value: (text) => linesOf(Number(/(\d+)\D*$/u.exec(text)?.[1])),
    why: 'width and height of the picture',
  },
  {
    id: 'tag.lines',
    as: 'resolution',
    pattern: tail(String.raw`(?:4k ?to ?)?(?:360|480|540|576|720|1080|1440|2160|4320)[pi](?:\d\d)?`),
    value: (text) => `${/(\d{3,4})[pi]/iu.exec(text)?.[1] ?? ''}p`,
    why: 'lines of the picture',
  },
  {
    id: 'tag.4k',
    as: 'resolution',
    pattern: word('m?uhd|ultra-?hd|4k|8k'),
    value: '2160p',
    why: '4K and UHD are 2160 lines',
  },
  {
    id: 'tag.bluray',
    as: 'source',
    pattern: word('blu-?ray(?:rip)?|bd-?rip|br-?rip|bd-?re?mux|bdmv|bd25|bd50'),
    value: 'bluray',
    why: 'from a Blu-ray',
  },
  {
    id: 'tag.bluray-glued',
    as: 'source',
    pattern: /(?<![\p{L}\p{N}])blu-?ray(?=\d{3,4}p)/giu,
    value: 'bluray',
    why: 'from a Blu-ray, glued to the lines',
  },
  {
    id: 'tag.webrip',
    as: 'source',
    pattern: word('web-?(?:hd-?)?rip|web-?cap'),
    value: 'webrip',
    why: 'recorded from a service',
  },
  {
    id: 'tag.web-dl',
    as: 'source',
    pattern: word('web[- .]?dl|web-?hd'),
    value: 'web-dl',
    why: 'taken from a service',
  },
  {
    id: 'tag.broadcast',
    as: 'source',
    pattern: word('a?u?hdtv(?:rip)?|htdv|[ps]dtv|dsr(?:ip)?|tv-?rip|dvb(?:rip)?|sat-?rip|hd ?tv'),
    value: 'hdtv',
    why: 'recorded from a broadcast',
  },
  {
    id: 'tag.screener',
    as: 'source',
    pattern: word('(?:dvd|bd|web)?-?scr(?:eener)?'),
    value: 'screener',
    why: 'a copy for the press',
  },
  {
    id: 'tag.dvd',
    as: 'source',
    pattern: word('dvd-?(?:rip|r|[59])|xvid-?dvd|vhs-?rip'),
    value: 'dvd',
    why: 'from a DVD or tape',
  },
  {
    id: 'tag.hdrip',
    as: 'source',
    pattern: word('hd-?rip'),
    value: 'webrip',
    why: 'recorded from a stream of unknown kind',
  },
  {
    id: 'tag.cinema',
    as: 'source',
    pattern: word('(?:hd)?-?cam-?rip|hd-?cam|tele-?sync|hd-?ts|tele-?cine|hd-?tc|workprint'),
    value: 'cam',
    why: 'filmed in a cinema',
  },
  {
    id: 'tag.h264',
    as: 'codec',
    pattern: /(?<![\p{L}\p{N}])"?(?:[xh][ .]?264|avc)(?![\p{N}])"?/giu,
    value: 'h264',
    why: 'H.264',
  },
  {
    id: 'tag.h265',
    as: 'codec',
    pattern: /(?<![\p{L}\p{N}])"?(?:[xh][ .]?265|hevc)(?![\p{N}])"?/giu,
    value: 'h265',
    why: 'H.265',
  },
  { id: 'tag.xvid', as: 'codec', pattern: word('"?xvid"?|divx'), value: 'xvid', why: 'MPEG-4 part 2' },
  {
    id: 'tag.codec',
    as: 'codec',
    pattern: word('av1|vp9|mpeg-?[24]|vc-?1'),
    value: (text) => text.toLowerCase().replace('-', ''),
    why: 'another codec',
  },
  {
    id: 'tag.depth',
    as: 'picture',
    pattern: word(String.raw`(?:8|10|12|24)[ -]?bits?|10b|hi10p?`),
    why: 'bits of a sample',
  },
  {
    id: 'tag.sound',
    as: 'audio',
    pattern: new RegExp(
      String.raw`(?<![\p{L}])(?<!\d)(?:\dx)?(?:${SOUND})(?:[ ._-]{0,2}(?:ma|hra))?(?:[ ._-]{0,2}[1-9][ ._][0-2](?:[ ._]\d)?(?!\d)(?:ch)?)?(?![\p{L}\p{N}])`,
      'giu',
    ),
    why: 'coding of the sound, with its channels',
  },
  {
    id: 'tag.channels',
    as: 'audio',
    pattern: word(String.raw`[1-9][. ][0-2] ?ch|[1-9]ch|(?<=ma[ .]?)[2-7][. ][0-2]`),
    why: 'channels of the sound',
  },
  {
    id: 'tag.hdr',
    as: 'picture',
    pattern: word(
      String.raw`hdr10\+|hdr10(?:[ .]?plus)?|hdr|do-?vi|dolby[ .]?vision|hdc|h-?sbs|half-?(?:sbs|ou)|h-?ou|sdr`,
    ),
    why: 'range of brightness, or two pictures in one',
  },
  {
    id: 'tag.remux',
    as: 'source',
    pattern: word('re-?mux'),
    value: 'bluray',
    why: 'streams of a disc, not coded anew',
  },
  {
    id: 'tag.subtitles',
    as: 'subtitles',
    pattern: word(
      'kor-?subs?|hard-?subs?|soft-?subs?|multi-?subs?|(?:eng|esp|ita|fr|sub)[ .]?subs?|sub-?french|subbed|dual[ .-]?audio|multi[ .-]?audio',
    ),
    why: 'subtitles and languages of sound in it',
  },
  { id: 'tag.web', as: 'source', pattern: word('web'), value: 'web-dl', isLikely: true, why: 'from a service' },
  {
    id: 'tag.disc',
    as: 'source',
    pattern: exact('BD|DVD|PAL|NTSC|COMPLETE BLURAY|R5'),
    isLikely: true,
    why: 'from a disc',
  },
  {
    id: 'tag.cam',
    as: 'source',
    pattern: exact('CAM|TS|TC|WP'),
    value: 'cam',
    isLikely: true,
    why: 'filmed in a cinema',
  },
  { id: 'tag.service', as: 'service', pattern: exact(SERVICES), isLikely: true, why: 'the service that it came from' },
  { id: 'tag.language', as: 'language', pattern: word(LANGUAGES), isLikely: true, why: 'a language' },
  { id: 'tag.language-code', as: 'language', pattern: exact(LANGUAGE_CODES), isLikely: true, why: 'a language' },
  {
    id: 'tag.container',
    as: 'release',
    pattern: exact('MP4|MKV|AVI|END|FIN'),
    isLikely: true,
    why: 'the kind of file, or that it is the last',
  },
  { id: 'tag.3d', as: 'picture', pattern: word('3d'), isLikely: true, why: 'two pictures in one' },
  {
    id: 'tag.range',
    as: 'picture',
    pattern: exact('DV|HLG|HC|HD|SD|LD|MD'),
    isLikely: true,
    why: 'picture or sound of a kind',
  },
  {
    id: 'tag.release',
    as: 'release',
    pattern: word(
      'proper|re-?pack|rerip|real|internal|limited|complete|read[ .]?nfo|retail|festival|hybrid|dubbed|subs?|untouched|dual|extras|subpack|batch|v[0-9]|stv|convert|custom',
    ),
    isLikely: true,
    why: 'how it was released',
  },
]

/** Takes every tag of the table, earlier lines first. */
export function takeTags(sheet: Sheet): void {
  for (const { id, as, pattern, isLikely = false } of TAGS)
    for (const match of sheet.text.matchAll(pattern))
      claim(sheet, {
        ...spanOf(match),
        as,
        rule: id,
        isLikely: isLikely && !isAloneInBracket(sheet.text, spanOf(match)),
      })
}

function spanOf(match: RegExpExecArray): Span {
  return { from: match.index, to: match.index + match[0].length }
}

/** `[BD]` and `(German)` are no words of a title. */
function isAloneInBracket(text: string, { from, to }: Span): boolean {
  return '[('.includes(text[from - 1] ?? '_') && '])'.includes(text[to] ?? '_')
}

const BY_ID = new Map(TAGS.map((tag) => [tag.id, tag]))

/** The plain name of what a tag says; undefined when its table has none. */
export function valueOf(rule: string, text: string): string | undefined {
  const value = BY_ID.get(rule)?.value
  return typeof value === 'function' ? value(text) : value
}

function linesOf(height: number): string {
  const lines = [480, 576, 720, 1080, 1440, 2160, 4320].find((one) => height <= one)
  return `${lines ?? height}p`
}
