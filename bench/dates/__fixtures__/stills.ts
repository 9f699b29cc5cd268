import { DTO, odd, PARIS_MTIME, type OddFile } from '../cases.ts'

const ORDER_OF_STILLS: readonly OddFile[] = [
  odd(['dto.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'EXIF DateTimeOriginal alone', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.heic', 'heic'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'EXIF item', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.avif', 'avif'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'EXIF item', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.png', 'png'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'eXIf chunk', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.webp', 'webp'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'EXIF chunk', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.tif', 'tiff'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'EXIF directory of a TIFF', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['dto.dng', 'tiff'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'TIFF named DNG', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['create-only.jpg', 'jpeg'], ['-EXIF:CreateDate=2019:12:31 23:59:59'], { holds: 'EXIF CreateDate (digitized) alone', local: '2019-12-31T23:59:59', source: 'exif.digitized', peerTag: 'ExifIFD:CreateDate' }),
  odd(['create-only.heic', 'heic'], ['-EXIF:CreateDate=2019:12:31 23:59:59'], { holds: 'the same in HEIC', local: '2019-12-31T23:59:59', source: 'exif.digitized', peerTag: 'ExifIFD:CreateDate' }),
  odd(['dto-before-create.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=1998:05:04 10:00:00', '-EXIF:CreateDate=2015:01:01 12:00:00'], { holds: 'scan of an old print: taken 1998, digitized 2015', local: '1998-05-04T10:00:00', source: 'exif.original', peerTag: DTO, refused: [['exif.digitized', 'outranked']] }),
  odd(['dto-before-create.tif', 'tiff'], ['-EXIF:DateTimeOriginal=1998:05:04 10:00:00', '-EXIF:CreateDate=2015:01:01 12:00:00'], { holds: 'the same in TIFF', local: '1998-05-04T10:00:00', source: 'exif.original', peerTag: DTO, refused: [['exif.digitized', 'outranked']] }),
  odd(['subsec.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:SubSecTimeOriginal=123', '-EXIF:OffsetTimeOriginal=+02:00'], { holds: 'fraction and offset', local: '2021-07-02T00:30:00.123', offset: 120, source: 'exif.original', peerTag: 'Composite:SubSecDateTimeOriginal' }),
  odd(['subsec.heic', 'heic'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:SubSecTimeOriginal=7', '-EXIF:OffsetTimeOriginal=-03:30'], { holds: 'one digit of fraction, half-hour zone', local: '2021-07-02T00:30:00.700', offset: -210, source: 'exif.original', peerTag: 'Composite:SubSecDateTimeOriginal' }),
  odd(['xmp-exif.jpg', 'jpeg'], ['-XMP-exif:DateTimeOriginal=2018:03:04 05:06:07+09:00'], { holds: 'XMP exif:DateTimeOriginal alone', local: '2018-03-04T05:06:07', offset: 540, source: 'xmp.original', peerTag: 'XMP-exif:DateTimeOriginal' }),
  odd(['xmp-exif.webp', 'webp'], ['-XMP-exif:DateTimeOriginal=2018:03:04 05:06:07'], { holds: 'the same in WebP, no zone', local: '2018-03-04T05:06:07', source: 'xmp.original', peerTag: 'XMP-exif:DateTimeOriginal' }),
  odd(['xmp-photoshop.jpg', 'jpeg'], ['-XMP-photoshop:DateCreated=2018:03:04 05:06:07', '-XMP-xmp:CreateDate=2020:01:01 00:00:00'], { holds: 'XMP photoshop:DateCreated before xmp:CreateDate', local: '2018-03-04T05:06:07', source: 'xmp.photoshop', peerTag: 'XMP-photoshop:DateCreated', refused: [['xmp.created', 'outranked']] }),
  odd(['xmp-photoshop.png', 'png'], ['-XMP-photoshop:DateCreated=2018:03:04'], { holds: 'XMP in iTXt, a day alone', local: '2018-03-04', source: 'xmp.photoshop', peerTag: 'XMP-photoshop:DateCreated' }),
  odd(['xmp-create.png', 'png'], ['-XMP-xmp:CreateDate=2018:03:04 05:06:07.25-05:00'], { holds: 'XMP xmp:CreateDate with fraction and zone', local: '2018-03-04T05:06:07.250', offset: -300, source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate' }),
  odd(['xmp-create.heic', 'heic'], ['-XMP-xmp:CreateDate=2018:03:04 05:06:07'], { holds: 'XMP item of a HEIC', local: '2018-03-04T05:06:07', source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate' }),
  odd(['xmp-create.tif', 'tiff'], ['-XMP-xmp:CreateDate=2018:03:04 05:06'], { holds: 'XMP tag of a TIFF, minutes alone', local: '2018-03-04T05:06', source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate' }),
  odd(['xmp-year.jpg', 'jpeg'], ['-XMP-photoshop:DateCreated=2018'], { holds: 'XMP with a year alone', ...PARIS_MTIME, refused: [['xmp.photoshop', 'too-vague']] }),
  odd(['xmp-month.jpg', 'jpeg'], ['-XMP-photoshop:DateCreated=2018:03', '-XMP-xmp:CreateDate=2018:03:09 10:00:00'], { holds: 'XMP with a month alone, then a whole date', local: '2018-03-09T10:00:00', source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate', refused: [['xmp.photoshop', 'too-vague']] }),
  odd(['iptc.jpg', 'jpeg'], ['-IPTC:DateCreated=2016:02:29', '-IPTC:TimeCreated=23:30:00-08:00'], { holds: 'IPTC alone, leap day, zone', local: '2016-02-29T23:30:00', offset: -480, source: 'iptc.created', peerTag: 'Composite:DateTimeCreated' }),
  odd(['iptc-day.jpg', 'jpeg'], ['-IPTC:DateCreated=2016:02:29'], { holds: 'IPTC day alone', local: '2016-02-29', source: 'iptc.created', peerTag: 'IPTC:DateCreated' }),
  odd(['iptc.tif', 'tiff'], ['-IPTC:DateCreated=2016:02:28', '-IPTC:TimeCreated=10:11:12+01:00'], { holds: 'IPTC tag of a TIFF', local: '2016-02-28T10:11:12', offset: 60, source: 'iptc.created', peerTag: 'Composite:DateTimeCreated' }),
  odd(['png-creation.png', 'png'], ['-PNG:CreationTime=2017:08:09 10:11:12'], { holds: 'PNG Creation Time', local: '2017-08-09T10:11:12', source: 'png.created', peerTag: 'PNG:CreationTime' }),
  odd(['gps.jpg', 'jpeg'], ['-GPS:GPSDateStamp=2021:07:01', '-GPS:GPSTimeStamp=22:30:00'], { holds: 'GPS alone: UTC, shown in the library\'s zone', local: '2021-07-02T00:30:00', offset: 120, source: 'gps' }),
  odd(['gps.heic', 'heic'], ['-GPS:GPSDateStamp=2021:01:31', '-GPS:GPSTimeStamp=23:30:00'], { holds: 'the same in winter', local: '2021-02-01T00:30:00', offset: 60, source: 'gps' }),
  odd(['gps-beside-dto.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-GPS:GPSDateStamp=2021:07:01', '-GPS:GPSTimeStamp=22:30:00'], { holds: 'GPS does not move a local date', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['modify-only.jpg', 'jpeg'], ['-EXIF:ModifyDate=2014:04:05 06:07:08'], { holds: 'EXIF ModifyDate alone', local: '2014-04-05T06:07:08', source: 'exif.modified', peerTag: 'IFD0:ModifyDate' }),
  odd(['modify-only.webp', 'webp'], ['-EXIF:ModifyDate=2014:04:05 06:07:08'], { holds: 'the same in WebP', local: '2014-04-05T06:07:08', source: 'exif.modified', peerTag: 'IFD0:ModifyDate' }),
  odd(['IMG_20230102_030405.jpg', 'jpeg'], ['-EXIF:ModifyDate=2014:04:05 06:07:08'], { holds: 'the name before ModifyDate', local: '2023-01-02T03:04:05', source: 'filename' }),
  odd(['Screenshot from 2023-01-02 03-04-05.png', 'png'], ['-PNG:ModifyDate=2014:04:05 06:07:08'], { holds: 'the name before PNG tIME', local: '2023-01-02T03:04:05', source: 'filename' }),
  odd(['png-in-disguise.jpg', 'png'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'a PNG named .jpg', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['jpeg-in-disguise.heic', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00'], { holds: 'a JPEG named .heic', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['nothing.jpg', 'jpeg'], [], { holds: 'no date anywhere: mtime, inferred', ...PARIS_MTIME }),
  odd(['nothing.png', 'png'], [], { holds: 'the same, written before midnight in UTC', local: '2022-07-01T01:15:00', offset: 120, source: 'mtime', mtime: '2022-06-30T23:15:00Z' }),
]

const LOCAL_DAY: readonly OddFile[] = [
  odd(['offset-east.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:OffsetTimeOriginal=+09:00'], { holds: 'just after midnight, far east', local: '2021-07-02T00:30:00', offset: 540, source: 'exif.original', peerTag: DTO }),
  odd(['offset-west.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:01 23:30:00', '-EXIF:OffsetTimeOriginal=-10:00'], { holds: 'just before midnight, far west', local: '2021-07-01T23:30:00', offset: -600, source: 'exif.original', peerTag: DTO }),
  odd(['offset-kathmandu.heic', 'heic'], ['-EXIF:DateTimeOriginal=2021:12:31 23:59:59', '-EXIF:OffsetTimeOriginal=+05:45'], { holds: 'quarter-hour zone on New Year\'s Eve', local: '2021-12-31T23:59:59', offset: 345, source: 'exif.original', peerTag: DTO }),
  odd(['offset-of-modify.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:ModifyDate=2022:01:01 00:00:00', '-EXIF:OffsetTime=-05:00'], { holds: 'the offset of ModifyDate is not that of the picture', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO }),
  odd(['xmp-z.jpg', 'jpeg'], ['-XMP-xmp:CreateDate=2021:07:01 23:30:00Z'], { holds: 'XMP with Z keeps its digits', local: '2021-07-01T23:30:00', offset: 0, source: 'xmp.created', peerTag: 'XMP-xmp:CreateDate' }),
  odd(['bad-offset.jpg', 'jpeg'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:OffsetTimeOriginal#=+25:00'], { holds: 'an offset that does not exist is dropped, the date stays', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO, refused: [['exif.original', 'bad-offset']] }),
  odd(['bad-offset.heic', 'heic'], ['-EXIF:DateTimeOriginal=2021:07:02 00:30:00', '-EXIF:OffsetTimeOriginal#=-14:30'], { holds: 'the same, just past the last zone', local: '2021-07-02T00:30:00', source: 'exif.original', peerTag: DTO, refused: [['exif.original', 'bad-offset']] }),
]

const JUNK: readonly OddFile[] = (
  [
    ['zeros', '0000:00:00 00:00:00', 'blank'], ['spaces', '    :  :     :  :  ', 'blank'], ['month-13', '2020:13:41 25:61:61', 'impossible'],
    ['feb-29', '2023:02:29 10:00:00', 'impossible'], ['hour-24', '2020:01:01 24:00:00', 'impossible'], ['epoch', '1970:01:01 00:00:00', 'too-early'],
    ['epoch-1980', '1980:01:01 00:00:00', 'too-early'], ['year-2099', '2099:01:01 00:00:00', 'future'], ['words', 'summer of sixty-nin', 'unreadable'],
  ] as const
).flatMap(([name, value, reason]) => [
  odd([`junk-${name}.jpg`, 'jpeg'], [`-EXIF:DateTimeOriginal#=${value}`], { holds: `DateTimeOriginal \`${value}\` and nothing else`, ...PARIS_MTIME, refused: [['exif.original', reason]] }),
  odd([`junk-${name}-then-create.heic`, 'heic'], [`-EXIF:DateTimeOriginal#=${value}`, '-EXIF:CreateDate=2020:05:06 07:08:09'], { holds: `DateTimeOriginal \`${value}\`, CreateDate holds`, local: '2020-05-06T07:08:09', source: 'exif.digitized', peerTag: 'ExifIFD:CreateDate', refused: [['exif.original', reason]] }),
])

export const STILL_CASES: readonly OddFile[] = [...ORDER_OF_STILLS, ...LOCAL_DAY, ...JUNK]
