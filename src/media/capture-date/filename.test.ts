import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { dateFromFilename } from './filename.ts'

const SECOND = '2023-01-02T03:04:05'
const MILLISECOND = '2023-01-02T03:04:05.123'
const AFTERNOON = '2023-01-02T15:04:05'
const DAY = '2023-01-02'

const LOCAL: Readonly<Record<string, readonly string[]>> = {
  [SECOND]: [
    'IMG_20230102_030405.jpg',
    'VID_20230102_030405.mp4',
    'MVIMG_20230102_030405.jpg',
    'IMG_20230102_030405_BURST1.jpg',
    '20230102_030405.jpg',
    '20230102_030405(0).jpg',
    'WhatsApp Image 2023-01-02 at 03.04.05.jpeg',
    'Screenshot_20230102-030405.png',
    'Screenshot_20230102-030405_Chrome.png',
    'Screenshot from 2023-01-02 03-04-05.png',
    'Screenshot 2023-01-02 at 03.04.05.png',
    'Bildschirmfoto 2023-01-02 um 03.04.05.png',
    'Bildschirmfoto vom 2023-01-02 03-04-05.png',
    'signal-2023-01-02-030405.jpg',
    'photo_2023-01-02_03-04-05.jpg',
    'photo_5@02-01-2023_03-04-05.jpg',
    'DJI_20230102030405_0001_D.MP4',
    'WIN_20230102_03_04_05_Pro.jpg',
    '2023-01-02 03.04.05.jpg',
    '20230102030405.jpg',
    'Screenshot 2023-01-02 at 3.04.05\u202fAM.png',
  ],
  [MILLISECOND]: [
    '00000IMG_00000_BURST20230102030405123_COVER.jpg',
    'Screenshot_2023-01-02-03-04-05-123_com.app.jpg',
    'signal-2023-01-02-03-04-05-123.jpg',
    'IMG_20230102_030405123.jpg',
  ],
  [AFTERNOON]: [
    'Screenshot 2023-01-02 at 3.04.05 PM.png',
    'Screenshot 2023-01-02 at 3.04.05\u202fPM.png',
    'WhatsApp Video 2023-01-02 at 3.04.05 PM.mp4',
  ],
  [DAY]: ['IMG-20230102-WA0001.jpg', 'VID-20230102-WA0012.mp4', '2023-01-02 birthday.jpg', 'IMG_20230102.jpg'],
}

describe('dates in file names', () => {
  for (const [date, names] of Object.entries(LOCAL)) {
    it(`reads ${date} as local time from ${names.length} forms`, () => {
      for (const name of names)
        assert.deepEqual(dateFromFilename(name), { source: 'filename', value: date, frame: 'local' }, name)
    })
  }

  it('reads names of Pixel, Facebook and WeChat as UTC', () => {
    assert.deepEqual(dateFromFilename('PXL_20231231_220232177.MP.jpg'), {
      source: 'filename',
      value: '2023-12-31T22:02:32.177Z',
      frame: 'utc',
    })
    for (const name of ['FB_IMG_1672628645123.jpg', 'mmexport1672628645123.jpg']) {
      assert.deepEqual(
        dateFromFilename(name),
        { source: 'filename', value: '2023-01-02T03:04:05.123Z', frame: 'utc' },
        name,
      )
    }
  })

  it('finds no date in counters and long numbers', () => {
    for (const name of [
      'IMG_1234.jpg',
      'DSC01234.ARW',
      '12345678901234567890.jpg',
      '20230102030405678901.jpg',
      'P1020304.JPG',
      '1672628645123.jpg',
      'photo.jpg',
      '',
    ]) {
      assert.equal(dateFromFilename(name), undefined, name)
    }
  })

  it('leaves months and days that do not exist to be refused', () => {
    for (const name of ['IMG_20231345.jpg', '2023-02-29.jpg', 'IMG_20990102_030405.jpg'])
      assert.equal(dateFromFilename(name)?.source, 'filename', name)
  })

  it('takes any name, in no time', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 255, unit: fc.constantFrom(...Array.from('0123456789-_. :aAtP\u202f')) }),
        (name) => void dateFromFilename(name),
      ),
      { numRuns: 2000 },
    )
  })
})
