import { MVHD, odd, PARIS_MTIME, type OddFile } from '../cases.ts'

const UTC = '-QuickTime:CreateDate=2021:07:01 22:30:00'
/** exiftool writes the header's UTC digits as they are given when the API's conversion is off. */
const CLOCK: readonly OddFile[] = [
  odd(['mvhd.mp4', 'mp4'], [UTC], { holds: 'mvhd alone: UTC, shown in the library\'s zone', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD }),
  odd(['mvhd.mov', 'mov'], ['-QuickTime:CreateDate=2021:12:31 23:30:00'], { holds: 'the same in winter, over New Year', local: '2022-01-01T00:30:00', offset: 60, source: 'movie.header', peerTag: MVHD }),
  odd(['mvhd-last.mov', 'mov-moov-last'], [UTC], { holds: 'moov behind the media', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD }),
  odd(['keys-ahead.mov', 'mov'], [UTC, '-Keys:CreationDate=2021:07:02 00:30:00+02:00'], { holds: 'Keys creationdate: local with offset', local: '2021-07-02T00:30:00', offset: 120, source: 'quicktime.creationdate', peerTag: 'Keys:CreationDate' }),
  odd(['keys-elsewhere.mov', 'mov-moov-last'], [UTC, '-Keys:CreationDate=2021:07:01 12:30:00-10:00'], { holds: 'Keys on Hawaii: not the library\'s day', local: '2021-07-01T12:30:00', offset: -600, source: 'quicktime.creationdate', peerTag: 'Keys:CreationDate' }),
  odd(['keys.mp4', 'mp4'], [UTC, '-Keys:CreationDate=2021:07:02 07:30:00+09:00'], { holds: 'Keys in an MP4', local: '2021-07-02T07:30:00', offset: 540, source: 'quicktime.creationdate', peerTag: 'Keys:CreationDate' }),
  odd(['keys-junk.mov', 'mov'], [UTC, '-Keys:CreationDate#=0000:00:00 00:00:00'], { holds: 'Keys never set: the header counts', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD, refused: [['quicktime.creationdate', 'blank']] }),
  odd(['xmp.mp4', 'mp4'], [UTC, '-XMP-xmp:CreateDate=2021:07:02 07:30:00+09:00'], { holds: 'XMP before the header', local: '2021-07-02T07:30:00', offset: 540, source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate' }),
  odd(['xmp.mov', 'mov'], [UTC, '-XMP-exif:DateTimeOriginal=2021:07:01 18:30:00-04:00'], { holds: 'XMP in a MOV', local: '2021-07-01T18:30:00', offset: -240, source: 'xmp.original', peerTag: 'XMP-exif:DateTimeOriginal' }),
  odd(['day.mp4', 'mp4'], [UTC, '-ItemList:ContentCreateDate=2021:07:02 07:30:00+09:00'], { holds: '©day of iTunes with zone', local: '2021-07-02T07:30:00', offset: 540, source: 'quicktime.day', peerTag: 'ItemList:ContentCreateDate' }),
  odd(['day.mov', 'mov'], [UTC, '-UserData:ContentCreateDate=2021:07:02 07:30:00+09:00'], { holds: '©day of QuickTime', local: '2021-07-02T07:30:00', offset: 540, source: 'quicktime.day', peerTag: 'UserData:ContentCreateDate' }),
  odd(['day-year.mp4', 'mp4'], [UTC, '-ItemList:ContentCreateDate#=2021'], { holds: '©day with a year alone', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD, refused: [['quicktime.day', 'too-vague']] }),
  odd(['mvhd-zero.mp4', 'mp4'], ['-QuickTime:CreateDate#=0000:00:00 00:00:00'], { holds: 'mvhd 0 (1904)', ...PARIS_MTIME, refused: [['movie.header', 'too-early']] }),
  odd(['mvhd-1970.mov', 'mov'], ['-QuickTime:CreateDate=1970:01:01 00:00:00'], { holds: 'mvhd at the epoch of Unix', ...PARIS_MTIME, refused: [['movie.header', 'too-early']] }),
  odd(['mvhd-2035.mp4', 'mp4'], ['-QuickTime:CreateDate=2035:01:01 00:00:00'], { holds: 'mvhd in the future', ...PARIS_MTIME, refused: [['movie.header', 'future']] }),
]

const RECORDED = 'H264:DateTimeOriginal'
const OTHERS: readonly OddFile[] = [
  odd(['00001.mts', 'avchd'], ['2021-07-02 00:30:00', '0x04'], { holds: 'AVCHD: the camera\'s clock with its zone', local: '2021-07-02T00:30:00', offset: 120, source: 'avchd.recorded', peerTag: RECORDED }),
  odd(['00002.m2ts', 'avchd'], ['2021-07-02 00:00:00', '0x00', '1'], { holds: 'the same without a zone, at midnight, beside the second picture', local: '2021-07-02T00:00:00', source: 'avchd.recorded', peerTag: RECORDED }),
  odd(['00003.mts', 'avchd'], ['2021-07-01 12:30:00', '0x2a'], { holds: 'the same west of Greenwich', local: '2021-07-01T12:30:00', offset: -300, source: 'avchd.recorded', peerTag: RECORDED }),
  odd(['00004.mts', 'avchd'], ['2021-07-02 00:30:00', '0x42'], { holds: 'the same in summer time, whose hour may or may not be in the zone: no offset', local: '2021-07-02T00:30:00', source: 'avchd.recorded' }),
  odd(['00005.mts', 'avchd'], ['0000-00-00 00:00:00', '0x02'], { holds: 'an AVCHD camera without a clock', ...PARIS_MTIME, refused: [['avchd.recorded', 'blank']] }),
  odd(['00006.mts', 'avchd'], ['2021-13-41 25:61:61', '0x02'], { holds: 'junk in AVCHD', ...PARIS_MTIME, refused: [['avchd.recorded', 'impossible']] }),
  odd(['film.wmv', 'wmv'], ['2021-07-01T22:30:00Z'], { holds: 'WMV: UTC, shown in the library\'s zone', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header' }),
  odd(['zero.wmv', 'wmv'], ['1601-01-01T00:00:00Z'], { holds: 'WMV whose date is 0', ...PARIS_MTIME, refused: [['movie.header', 'too-early']] }),
]

const NAMED: readonly OddFile[] = [
  odd(['VID_20210702_003000.mp4', 'mp4'], [UTC], { holds: 'name within 14 h of mvhd: local, and their difference is the zone', local: '2021-07-02T00:30:00', offset: 120, source: 'filename', peerTag: MVHD }),
  odd(['VID_20210702_073001.mp4', 'mp4'], [UTC], { holds: 'the same in Tokyo, a second late', local: '2021-07-02T07:30:01', offset: 540, source: 'filename' }),
  odd(['VID_20210620_073001.mp4', 'mp4'], [UTC], { holds: 'name days away from mvhd: not used', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD, refused: [['filename', 'far-from-movie-clock']] }),
  odd(['20210101_000000.mov', 'mov'], [UTC], { holds: 'the same, half a year', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD, refused: [['filename', 'far-from-movie-clock']] }),
  odd(['VID_20210702_003001.mov', 'mov'], ['-QuickTime:CreateDate#=0000:00:00 00:00:00'], { holds: 'mvhd 0: the name counts', local: '2021-07-02T00:30:01', source: 'filename', refused: [['movie.header', 'too-early']] }),
  odd(['VID-20210702-WA0001.mp4', 'mp4'], ['-QuickTime:CreateDate#=0000:00:00 00:00:00'], { holds: 'WhatsApp: a day alone', local: '2021-07-02', source: 'filename', refused: [['movie.header', 'too-early']] }),
  odd(['IMG-20210702-WA0002.jpg', 'jpeg'], [], { holds: 'WhatsApp strips EXIF: a day alone', local: '2021-07-02', source: 'filename' }),
  odd(['PXL_20231231_220232177.jpg', 'jpeg'], ['-EXIF:OffsetTimeOriginal=+11:00'], { holds: 'Pixel names are UTC; an offset without a date places it', local: '2024-01-01T09:02:32.177', offset: 660, source: 'filename' }),
  odd(['PXL_20231231_231500000.MP.jpg', 'jpeg'], [], { holds: 'Pixel name without an offset: the library\'s zone', local: '2024-01-01T00:15:00.000', offset: 60, source: 'filename' }),
  odd(['FB_IMG_1672628645123.jpg', 'jpeg'], [], { holds: 'Facebook: epoch milliseconds', local: '2023-01-02T04:04:05.123', offset: 60, source: 'filename' }),
  odd(['mmexport1672700400000.jpg', 'jpeg'], [], { holds: 'WeChat: epoch milliseconds, next day in the zone', local: '2023-01-03T00:00:00.000', offset: 60, source: 'filename' }),
  odd(['IMG_20231345.jpg', 'jpeg'], [], { holds: 'a name with month 13', ...PARIS_MTIME, refused: [['filename', 'impossible']] }),
  odd(['2023-02-29 party.jpg', 'jpeg'], [], { holds: 'a name with a day that was not', ...PARIS_MTIME, refused: [['filename', 'impossible']] }),
  odd(['IMG_1234.jpg', 'jpeg'], [], { holds: 'a counter is no date', ...PARIS_MTIME }),
  odd(['20230102030405678901.jpg', 'jpeg'], [], { holds: 'twenty digits are no date', ...PARIS_MTIME }),
  odd(['IMG_20990102_030405.jpg', 'jpeg'], [], { holds: 'a name in 2099', ...PARIS_MTIME, refused: [['filename', 'future']] }),
  odd(['Screenshot 2023-01-02 at 3.04.05\u202fPM.png', 'png'], [], { holds: 'macOS, narrow space before PM', local: '2023-01-02T15:04:05', source: 'filename' }),
  odd(['Bildschirmfoto 2023-01-02 um 03.04.05.png', 'png'], [], { holds: 'macOS in German', local: '2023-01-02T03:04:05', source: 'filename' }),
]

const live = (name: string): { name: string; base: 'mov'; tags: string[]; role: 'live' } => ({ name, base: 'mov', tags: [UTC, '-Keys:CreationDate=2021:07:01 18:30:00-04:00'], role: 'live' })
const takeout = (name: string, timestamp: string): { name: string; base: 'takeout'; tags: string[]; role: 'takeout' } => ({ name, base: 'takeout', tags: [timestamp], role: 'takeout' })
const xmp = (name: string, tags: string[]): { name: string; base: 'xmp'; tags: string[]; role: 'xmp' } => ({ name, base: 'xmp', tags, role: 'xmp' })

const BESIDE: readonly OddFile[] = [
  odd(['IMG_1.HEIC', 'heic'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'live photo: the still decides, whatever the film says', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: 'ExifIFD:DateTimeOriginal', beside: [live('IMG_1.MOV')] }),
  odd(['IMG_2.JPG', 'jpeg'], ['-EXIF:CreateDate=2021:07:02 00:30:00'], { holds: 'the same with a JPEG', local: '2021-07-02T00:30:00', source: 'exif.digitized', peerTag: 'ExifIFD:CreateDate', beside: [live('IMG_2.MOV')] }),
  odd(['IMG_3.HEIC', 'heic'], ['-EXIF:DateTimeOriginal#=0000:00:00 00:00:00'], { holds: 'a still without a date takes the film\'s', local: '2021-07-01T18:30:00', offset: -240, source: 'quicktime.creationdate', refused: [['exif.original', 'blank']], beside: [live('IMG_3.MOV')] }),
  odd(['IMG_4.HEIC', 'heic'], ['-EXIF:OffsetTimeOriginal=+09:00'], { holds: 'the still\'s offset places the film\'s UTC', local: '2021-07-02T07:30:00', offset: 540, source: 'movie.header', beside: [{ name: 'IMG_4.MOV', base: 'mov', tags: [UTC], role: 'live' }] }),
  odd(['IMG_5.JPG', 'jpeg'], ['-EXIF:OffsetTimeOriginal=-10:00'], { holds: 'the same, west', local: '2021-07-01T12:30:00', offset: -600, source: 'movie.header', beside: [{ name: 'IMG_5.MOV', base: 'mov', tags: [UTC], role: 'live' }] }),
  odd(['side-a.jpg', 'jpeg'], [], { holds: 'XMP sidecar `side-a.xmp`', local: '2012-01-02T03:04:05', source: 'sidecar.xmp', beside: [xmp('side-a.xmp', ['-XMP-exif:DateTimeOriginal=2012:01:02 03:04:05'])] }),
  odd(['side-b.png', 'png'], [], { holds: 'XMP sidecar `side-b.png.xmp` with zone', local: '2012-01-02T03:04:05', offset: 120, source: 'sidecar.xmp', beside: [xmp('side-b.png.xmp', ['-XMP-photoshop:DateCreated=2012:01:02 03:04:05+02:00'])] }),
  odd(['side-c.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2011:01:01 01:01:01'], { holds: 'the embedded date wins over the sidecar', local: '2011-01-01T01:01:01', source: 'exif.original', peerTag: 'ExifIFD:DateTimeOriginal', refused: [['sidecar.xmp', 'outranked']], beside: [xmp('side-c.xmp', ['-XMP-exif:DateTimeOriginal=2012:01:02 03:04:05'])] }),
  odd(['takeout-a.jpg', 'jpeg'], [], { holds: 'Takeout sidecar: UTC in the library\'s zone', local: '2021-07-02T00:30:00', offset: 120, source: 'sidecar.takeout', beside: [takeout('takeout-a.jpg.json', '1625178600')] }),
  odd(['takeout-b.png', 'png'], [], { holds: 'the long form of its name', local: '2021-07-02T00:30:00', offset: 120, source: 'sidecar.takeout', beside: [takeout('takeout-b.png.supplemental-metadata.json', '1625178600')] }),
  odd(['takeout-wrong.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2011:01:01 01:01:01'], { holds: 'Takeout is wrong: the embedded date wins', local: '2011-01-01T01:01:01', source: 'exif.original', peerTag: 'ExifIFD:DateTimeOriginal', refused: [['sidecar.takeout', 'outranked']], beside: [takeout('takeout-wrong.jpg.json', '1625178600')] }),
  odd(['takeout-wrong.mp4', 'mp4'], [UTC], { holds: 'the same for a film', local: '2021-07-02T00:30:00', offset: 120, source: 'movie.header', peerTag: MVHD, refused: [['sidecar.takeout', 'outranked']], beside: [takeout('takeout-wrong.mp4.json', '1577836800')] }),
  odd(['takeout-zero.jpg', 'jpeg'], [], { holds: 'Takeout at 0', ...PARIS_MTIME, refused: [['sidecar.takeout', 'too-early']], beside: [takeout('takeout-zero.jpg.json', '0')] }),
]

export const VIDEO_CASES: readonly OddFile[] = [...CLOCK, ...OTHERS, ...NAMED, ...BESIDE]
