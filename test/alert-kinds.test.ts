import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ownKinds } from '../src/alerts/own-kinds.ts'
import { assertTemplate, render } from '../src/alerts/template.ts'
import { archiveAlertKinds } from '../src/archive/alert-kinds.ts'
import { hasWords, wordsOf } from '../src/kernel/words.ts'
import { libraryAlertKinds } from '../src/library/alert-kinds.ts'
import { radioAlertKinds } from '../src/radio/alert-kinds.ts'

const kinds = [...ownKinds, ...radioAlertKinds, ...libraryAlertKinds, ...archiveAlertKinds]

it('has words for each kind of alert, and a text that names only what the kind knows', () => {
  for (const { kind, fields, example } of kinds) {
    assert.ok(hasWords(`alerts.kind.${kind}`) && hasWords(`alerts.kind.${kind}.hint`), kind)
    const text = wordsOf(`alerts.text.${kind}`)
    assertTemplate(text, fields)
    assert.notEqual(render(text, example.params), '', `${kind}: an example that says something`)
  }
})

it('tells of a scan with errors by its library, and of none without', () => {
  const scan = libraryAlertKinds.find(({ kind }) => kind === 'library.scan-errors')
  const ended = (errors: number) => ({
    seq: 1,
    at: 0,
    kind: 'library.scan.ended',
    scope: 'library:3',
    subject: 'library.scan:1',
    data: { libraryId: 3, title: 'Films', errors },
  })
  assert.deepEqual(scan?.read(ended(2)), {
    params: { library: 'Films', errors: 2 },
    severity: 'warn',
    open: '/library',
    libraryId: 3,
  })
  assert.equal(scan?.read(ended(0)), undefined)
})
