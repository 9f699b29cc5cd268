import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from './errors.ts'
import { runProgram } from './exec.ts'

const SH = '/bin/sh'
const limits = { timeoutMs: 10_000, maxOutputBytes: 1000 }
const codeOf = async (run: () => Promise<unknown>): Promise<string> => {
  try {
    await run()
    return 'none'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

describe('running a program', () => {
  it('gives its output, with arguments as they are and nothing of our environment', async () => {
    process.env['PATCHBAY_TEST_SECRET'] = 'secret'
    const said = await runProgram({ path: '/usr/bin/env', args: [], ...limits })
    delete process.env['PATCHBAY_TEST_SECRET']
    assert.equal(said.toString(), 'LANG=C.UTF-8\nTZ=UTC\n')
    assert.equal(
      (await runProgram({ path: '/bin/echo', args: ['$(id)', '; rm', '-x'], ...limits })).toString(),
      '$(id) ; rm -x\n',
    )
  })

  it('names each way in which it can fail', async () => {
    assert.equal(await codeOf(() => runProgram({ path: '/none/such', args: [], ...limits })), 'exec/not-started')
    assert.equal(
      await codeOf(() => runProgram({ path: SH, args: ['-c', 'echo no >&2; exit 3'], ...limits })),
      'exec/failed',
    )
    assert.equal(
      await codeOf(() =>
        runProgram({ path: SH, args: ['-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaa; done'], ...limits }),
      ),
      'exec/too-much-output',
    )
    assert.equal(await codeOf(async () => runProgram({ path: 'sh', args: [], ...limits })), 'exec/path-not-absolute')
  })

  it('kills the whole group when the time is up', async () => {
    const startedAt = performance.now()
    assert.equal(
      await codeOf(() => runProgram({ path: SH, args: ['-c', 'sleep 30 & sleep 30'], ...limits, timeoutMs: 50 })),
      'exec/timed-out',
    )
    assert.ok(performance.now() - startedAt < 5000)
  })

  it('stops when aborted', async () => {
    const stopping = new AbortController()
    const running = runProgram({ path: SH, args: ['-c', 'sleep 30'], ...limits, signal: stopping.signal })
    stopping.abort(new Error('enough'))
    await assert.rejects(running, /enough/)
  })
})
