import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { WhereView } from '../../../src/archive/where/contract.ts'
import { type AskedRow, countVerdicts, verdictOf } from './verdict.ts'

const where = (verdict: WhereView['verdict']): WhereView => ({
  sha256: '0'.repeat(64),
  verdict,
  copies: [
    {
      place: 'archive',
      name: 'archive',
      path: '2022/05/06/a.jpg',
      itemId: 1,
      isVerified: true,
      verifiedAt: '2026-01-01T00:00:00.000Z',
      verifiedBy: 'check',
      reason: null,
    },
  ],
  missing: [],
})
const row = (change: Partial<AskedRow>): AskedRow => ({
  key: 0,
  path: 'DCIM/a.jpg',
  size: 1,
  sha256: null,
  where: where('safe'),
  trouble: null,
  reason: null,
  ...change,
})
const HERE = { isHere: true }

it('takes what could not be looked at for no answer, whatever was known', () => {
  assert.equal(verdictOf(row({ trouble: 'not-asked' }), HERE), 'could-not-look')
  assert.equal(verdictOf(row({ reason: 'EACCES' }), HERE), 'could-not-look')
  assert.equal(verdictOf(row({ where: null }), HERE), 'open')
})

it('is in doubt of a file that lies in a folder like the archive’s own', () => {
  for (const path of ['06/a.jpg', '2022/05/06/a.jpg', 'archive/2022/05/06/a.jpg', 'nas/archive/2022/05/06/a.jpg'])
    assert.equal(verdictOf(row({ path }), HERE), 'itself', path)
  for (const path of ['a.jpg', 'DCIM/a.jpg', '106/a.jpg', 'card/2022/06/a.jpg'])
    assert.equal(verdictOf(row({ path }), HERE), 'safe', path)
})

it('is in no doubt of files of the server, whose own copy the server knows', () => {
  assert.equal(verdictOf(row({ path: '2022/05/06/a.jpg' }), { isHere: false }), 'safe')
})

it('counts each file once', () => {
  const rows = [row({}), row({ where: where('unknown') }), row({ where: null }), row({ path: '06/a.jpg' })]
  const counts = countVerdicts(rows, HERE)
  assert.deepEqual(counts, { safe: 1, itself: 1, 'not-safe': 0, unknown: 1, 'could-not-look': 0, open: 1 })
})
