import assert from 'node:assert/strict'
import { it } from 'node:test'
import { UnavailableError } from '../../kernel/errors.ts'
import { type DoctorCheck, runDoctor } from './doctor.ts'

const check = (id: string, run: DoctorCheck['run']): DoctorCheck => ({ id, area: 'system', run })

it('turns a check that throws or hangs into a finding and lets the others speak', async () => {
  const checks = [
    check('fine', async () => [{ level: 'ok', code: 'database', params: {} }]),
    check('broken', async () => {
      throw new UnavailableError('transfer/root-offline')
    }),
    check('stuck', () => new Promise(() => {})),
  ]
  const results = await runDoctor(checks, { signal: new AbortController().signal, timeoutMs: 20 })
  assert.deepEqual(
    results.map(({ id, findings }) => [id, findings[0]?.code, findings[0]?.params['cause']]),
    [
      ['fine', 'database', undefined],
      ['broken', 'check-failed', 'transfer/root-offline'],
      ['stuck', 'check-took-too-long', undefined],
    ],
  )
})
