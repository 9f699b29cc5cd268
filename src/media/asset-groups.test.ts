import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { groupAssets } from './asset-groups.ts'

/** `primary: role path, role path`, one line a group. */
function told(relPaths: readonly string[], contentIds?: ReadonlyMap<string, string>): string[] {
  return groupAssets(relPaths, { contentIds }).map(({ members }) =>
    members.map(({ role, relPath }) => `${role} ${relPath}`).join(', '),
  )
}

describe('asset groups', () => {
  it('keeps a live photo, its edits and its sidecars together', () => {
    assert.deepEqual(
      told(['d/IMG_1.MOV', 'd/IMG_1.HEIC', 'd/IMG_1.AAE', 'd/IMG_O1.aae', 'd/IMG_1.HEIC.xmp', 'd/IMG_1.HEIC.json']),
      [
        'still d/IMG_1.HEIC, aae d/IMG_1.AAE, takeout d/IMG_1.HEIC.json, xmp d/IMG_1.HEIC.xmp, live d/IMG_1.MOV, aae d/IMG_O1.aae',
      ],
    )
  })

  it('pairs the motion part of a Pixel photo with its still', () => {
    assert.deepEqual(told(['PXL_20230101_010101111.MP.jpg', 'PXL_20230101_010101111.MP']), [
      'still PXL_20230101_010101111.MP.jpg, live PXL_20230101_010101111.MP',
    ])
    assert.deepEqual(told(['MVIMG_1.jpg', 'MVIMG_1.MP4']), ['still MVIMG_1.jpg, live MVIMG_1.MP4'])
  })

  it('takes the RAW as the primary of RAW and JPEG, and gives it the stem form of XMP', () => {
    assert.deepEqual(told(['a.jpg', 'a.NEF', 'a.xmp', 'a.jpg.xmp']), [
      'raw a.NEF, still a.jpg, xmp a.jpg.xmp, xmp a.xmp',
    ])
  })

  it('keeps two stills of one name apart and gives the video to the HEIC', () => {
    assert.deepEqual(told(['IMG_2.JPG', 'IMG_2.HEIC', 'IMG_2.MOV', 'IMG_2.JPG.xmp']), [
      'still IMG_2.HEIC, live IMG_2.MOV',
      'still IMG_2.JPG, xmp IMG_2.JPG.xmp',
    ])
  })

  it('keeps case twins apart, each with what is spelled as it is', () => {
    assert.deepEqual(told(['a.jpg', 'A.JPG', 'a.xmp', 'A.mov']), ['still A.JPG, live A.mov', 'still a.jpg, xmp a.xmp'])
    assert.deepEqual(told(['A.JPG', 'a.JPG', 'a.nef']), ['still A.JPG', 'raw a.nef, still a.JPG'])
  })

  it('joins names of another case or another form of é where only one thing can be meant', () => {
    assert.deepEqual(told(['IMG_3.HEIC', 'img_3.mov']), ['still IMG_3.HEIC, live img_3.mov'])
    assert.deepEqual(told(['caf\u00e9.jpg', 'cafe\u0301.jpg.xmp']), ['still caf\u00e9.jpg, xmp cafe\u0301.jpg.xmp'])
  })

  it('gives an edited picture of a Takeout the sidecar of its original', () => {
    for (const [original, edited, sidecar] of [
      ['Q.jpg', 'Q-edited.jpg', 'Q.jpg.json'],
      ['Q.jpg', 'Q-edited.jpg', 'Q.jpg.supplemental-metadata.json'],
      ['Q.HEIC', 'Q-bearbeitet.jpg', 'Q.HEIC.json'],
      ['Q.jpg', 'Q-modifi\u00e9.jpg', 'Q.jpg.json'],
      ['Q.jpg', 'Q-modifie\u0301.jpg', 'Q.jpg.json'],
      ['Q.jpg', 'Q-editado.jpg', 'Q.jpg.json'],
      ['Q(1).jpg', 'Q-edited(1).jpg', 'Q.jpg(1).json'],
    ] as const)
      assert.deepEqual(told([edited, original, sidecar]).length, 1, edited)
    assert.match(String(told(['Q-edited.jpg', 'Q.jpg', 'Q.jpg.json'])), /^still Q.jpg, /)
    assert.match(String(told(['Q-edited.mp4', 'Q.mp4', 'Q.mp4.json'])), /^video Q.mp4, /)
    for (const apart of [
      ['Q-edited.jpg', 'Q.jpg'],
      ['Q-edited.jpg', 'Q.jpg', 'Q.jpg.json', 'Q-edited.jpg.json'],
      ['Q-edited.jpg', 'Q(1).jpg', 'Q.jpg(1).json'],
    ])
      assert.equal(told(apart).length, 2, apart.join(' '))
  })

  it('knows the forms of Takeout sidecars', () => {
    for (const [media, sidecar] of [
      ['a.jpg', 'a.jpg.json'],
      ['a(1).jpg', 'a.jpg(1).json'],
      ['a.mp4', 'a.json'],
      ['a.jpg', 'a.jpg.supplemental-metadata.json'],
      ['a.jpg', 'a.jpg.supplemental-me.json'],
      ['a(2).jpg', 'a.jpg.supplemental-metadata(2).json'],
      [
        'Screenshot_20230102-030405_A very long application name.jpg',
        'Screenshot_20230102-030405_A very long applica.json',
      ],
    ] as const) {
      assert.deepEqual(told([media, sidecar]).length, 1, sidecar)
      assert.match(told([media, sidecar])[0] ?? '', /takeout/, sidecar)
    }
    assert.deepEqual(told(['a.jpg', 'metadata.json', 'manifest.json']), [
      'still a.jpg',
      'other manifest.json',
      'other metadata.json',
    ])
    assert.deepEqual(told(['a.jpg', 'a(1).jpg', 'a.jpg.json', 'a.jpg(1).json']), [
      'still a(1).jpg, takeout a.jpg(1).json',
      'still a.jpg, takeout a.jpg.json',
    ])
  })

  it('keeps the second edit of darktable with its picture', () => {
    assert.deepEqual(told(['a.jpg', 'a.jpg.xmp', 'a_01.jpg.xmp']), ['still a.jpg, xmp a.jpg.xmp, xmp a_01.jpg.xmp'])
  })

  it('never joins a screenshot and a film of the same name, nor files of two folders', () => {
    assert.deepEqual(told(['s.png', 's.mp4']), ['video s.mp4', 'still s.png'])
    assert.deepEqual(told(['x/a.heic', 'y/a.mov']), ['still x/a.heic', 'video y/a.mov'])
  })

  it('lets a content identifier pair other names and part equal ones', () => {
    assert.deepEqual(
      told(
        ['IMG_5.HEIC', 'IMG_5(1).MOV'],
        new Map([
          ['IMG_5.HEIC', 'u1'],
          ['IMG_5(1).MOV', 'u1'],
        ]),
      ),
      ['still IMG_5.HEIC, live IMG_5(1).MOV'],
    )
    assert.deepEqual(
      told(
        ['IMG_6.HEIC', 'IMG_6.MOV'],
        new Map([
          ['IMG_6.HEIC', 'u1'],
          ['IMG_6.MOV', 'u2'],
        ]),
      ),
      ['still IMG_6.HEIC', 'video IMG_6.MOV'],
    )
  })

  it('puts every file in exactly one group, whatever the order', () => {
    const name = fc.tuple(
      fc.constantFrom('a', 'A', 'a(1)', 'b', 'é', '.x'),
      fc.constantFrom(
        '',
        '.jpg',
        '.JPG',
        '.heic',
        '.mov',
        '.MP',
        '.MP.jpg',
        '.nef',
        '.xmp',
        '.jpg.xmp',
        '.jpg.json',
        '.json',
        '.aae',
        '.txt',
      ),
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.map((parts) => parts.join('')),
          { maxLength: 12 },
        ),
        fc.integer(),
        (names, seed) => {
          const groups = groupAssets(names)
          assert.deepEqual(
            groups.flatMap((group) => group.members.map((member) => member.relPath)).toSorted(),
            names.toSorted(),
          )
          const shuffled = names.toSorted((a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7))
          assert.deepEqual(groupAssets(shuffled), groups)
          for (const group of groups) assert.equal(group.members[0], group.primary)
        },
      ),
    )
  })
})
