import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LIBRARY_SETTINGS } from '../../testing/library-settings.ts'
import { changeOf, draftOf, wrongNumber } from './settings-draft.ts'

const former = draftOf({ name: 'Films', isEnabled: true, settings: LIBRARY_SETTINGS })

describe('the draft of a library', () => {
  it('sends nothing where nothing was changed', () => {
    assert.deepEqual(changeOf(former, former), {})
  })

  it('sends only the parts that were changed', () => {
    const draft = {
      ...former,
      steps: { ...former.steps, publish: true },
      schedules: { ...former.schedules, scan: ' ', update: '0 5 * * *' },
      artwork: { ...former.artwork, fanart: '0' },
    }
    assert.deepEqual(changeOf(draft, former), {
      settings: { steps: { publish: true }, artwork: { fanart: 0 }, schedules: { scan: null, update: '0 5 * * *' } },
    })
  })

  it('takes patterns line by line and leaves empty ones out', () => {
    assert.deepEqual(changeOf({ ...former, ignore: '@eaDir\n\n  *.tmp \n' }, former), {
      settings: { ignore: ['@eaDir', '*.tmp'] },
    })
  })

  it('takes the provider away', () => {
    const withOne = { ...former, connectionId: '4' }
    assert.deepEqual(changeOf(withOne, former), { settings: { connectionId: 4 } })
    assert.deepEqual(changeOf(former, withOne), { settings: { connectionId: null } })
  })

  it('says which field is no number', () => {
    assert.equal(wrongNumber(former), undefined)
    assert.equal(wrongNumber({ ...former, guardShare: 'five' }), 'guardShare')
  })
})
