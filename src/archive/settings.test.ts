import assert from 'node:assert/strict'
import { it } from 'node:test'
import { archiveSettings, archiveSettingsIn } from './settings.ts'

const whyNot = (settings: object): string | undefined => archiveSettings.safeParse(settings).error?.issues[0]?.message

it('refuses a folder pattern that no batch could be sorted by', () => {
  assert.equal(whyNot({ sorter: { folder_pattern: '../{year}' } }), 'archive/pattern-bad-folder')
  assert.equal(whyNot({ sorter: { folder_pattern: '{moth}' } }), 'archive/pattern-unknown-part')
  assert.equal(whyNot({ sorter: { folder_pattern: '{year}/{month:02d}' } }), undefined)
})

it('refuses a batch name of a length that no folder can have', () => {
  assert.ok(whyNot({ batch: { naming_pattern: 'batch_{index:0999999999d}' } }))
  assert.equal(whyNot({ batch: { naming_pattern: 'batch_{index:06d}' } }), undefined)
})

const OVERLAP = 'archive/folders-overlap'
const OWN = 'archive/folder-is-own'

/** Settings, and the problems they must have: key and code, the one that was set first. */
const MISPLACED: [string, object, [string, string][]][] = [
  ['nothing set', {}, []],
  ['folders beside each other', { paths: { source_dir: 'inbox/phone', sorted_dir: '/srv/archive' } }, []],
  ['a name that begins alike', { paths: { source_dir: 'archive-in' } }, []],
  [
    'one that equals a default',
    { paths: { trash_dir: './inbox/' } },
    [
      ['paths.trash_dir', OVERLAP],
      ['paths.source_dir', OVERLAP],
    ],
  ],
  [
    'one inside of a default, by its full path',
    { paths: { source_dir: '/data/archive/in' } },
    [
      ['paths.source_dir', OVERLAP],
      ['paths.sorted_dir', OVERLAP],
    ],
  ],
  [
    'two further ones that are one',
    { intake: { more: [{ folder: '/mnt/a' }, { folder: '/mnt/b/../a' }] } },
    [
      ['intake.more.0.folder', OVERLAP],
      ['intake.more.1.folder', OVERLAP],
    ],
  ],
  ['a folder of the data folder', { paths: { duplicates_dir: 'cache' } }, [['paths.duplicates_dir', OWN]]],
  ['a place inside of one', { intake: { more: [{ folder: '/data/keys/x' }] } }, [['intake.more.0.folder', OWN]]],
]

for (const [what, settings, problems] of MISPLACED) {
  it(`${problems.length === 0 ? 'accepts' : 'refuses'} folders: ${what}`, () => {
    const issues = archiveSettingsIn('/data').safeParse(settings).error?.issues ?? []
    assert.deepEqual(
      issues.map(({ path, message }) => [path.join('.'), message]),
      problems,
    )
  })
}

it('refuses the data folder itself, and one around it', () => {
  for (const folder of ['.', '..', '/']) {
    const [first] = archiveSettingsIn('/data').safeParse({ paths: { sorted_dir: folder } }).error?.issues ?? []
    assert.deepEqual([first?.path.join('.'), first?.message], ['paths.sorted_dir', OWN], folder)
  }
})
