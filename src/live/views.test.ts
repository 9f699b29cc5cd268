import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toEventView } from './views.ts'

const event = (kind: string, data: Record<string, unknown>) =>
  toEventView({ seq: 1, v: 1, at: 0, kind, actor: 'system', subject: 'job:1', data })

it('says what became of a job by the name of its kind', () => {
  assert.equal(event('job.completed', { kind: 'archive.run', label: null }).text, 'File the inbox: done')
  assert.equal(event('job.failed', { kind: 'gone.kind', label: null }).text, 'gone.kind: failed')
})
