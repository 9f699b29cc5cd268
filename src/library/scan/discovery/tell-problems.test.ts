import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TreeProblem } from '../tree/model.ts'
import { concernsFolder, notesToKeep } from './tell-problems.ts'

const problem = (relPath: string, kind: TreeProblem['kind'] = 'unreadable'): TreeProblem => ({
  relPath,
  kind,
  errno: kind === 'unreadable' ? 'EIO' : '',
})

describe('what a walk could not look into', () => {
  it('concerns a folder that lies in it, above it or is it, and no other', () => {
    const told = ['', 'A-M', 'A-M/Show', 'A-M/Show/Season 1', 'A-M/Show 2', 'A', 'N-Z']
    assert.deepEqual(
      told.filter((relPath) => concernsFolder(problem(relPath), 'A-M/Show')),
      ['', 'A-M', 'A-M/Show', 'A-M/Show/Season 1'],
    )
    assert.ok(concernsFolder(problem(''), ''))
    assert.ok(concernsFolder(problem('Loose.mkv'), ''))
    assert.ok(!concernsFolder(problem('A-M/Show'), ''))
  })

  it('is kept whole behind any number of harmless notes, of which only the first are', () => {
    const links = Array.from({ length: 1500 }, (_, at) => problem(`link ${at}`, 'symlink'))
    const blind = Array.from({ length: 1200 }, (_, at) => problem(`dark ${at}`))
    const notes = notesToKeep([...links, ...blind])
    const paths = (code: string) => notes.filter((note) => note.code === code).map(({ params }) => params['path'])
    assert.deepEqual(
      paths('library.folder-unreadable'),
      blind.map(({ relPath }) => relPath),
    )
    assert.deepEqual(
      paths('library.symlink-left'),
      links.slice(0, 1000).map(({ relPath }) => relPath),
    )
  })
})
