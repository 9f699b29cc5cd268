import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../../kernel/clock.ts'
import type { RootStatus } from '../../transfer/index.ts'
import { glanceAtRoots } from './glance-at-roots.ts'

const offline = (errno: string): RootStatus => ({ kind: 'offline', reason: 'unreachable', errno })

/** A disk that answers when it is told to. */
function slowRoots() {
  const asked: PromiseWithResolvers<RootStatus>[] = []
  const check = (): Promise<RootStatus> => {
    const answer = Promise.withResolvers<RootStatus>()
    asked.push(answer)
    return answer.promise
  }
  return { asked, check }
}

describe('glanceAtRoots', () => {
  it('waits for the first answer, asking once for all who wait', async () => {
    const { asked, check } = slowRoots()
    const glance = glanceAtRoots({ roots: { check }, clock: manualClock() })
    const [one, other] = [glance(1), glance(1)]
    asked[0]?.resolve(offline('EIO'))
    assert.deepEqual([await one, await other, asked.length], [offline('EIO'), offline('EIO'), 1])
  })

  it('gives an answer from a moment ago while a new one is asked for, and waits again when it is old', async () => {
    const { asked, check } = slowRoots()
    const clock = manualClock()
    const glance = glanceAtRoots({ roots: { check }, clock })
    const first = glance(1)
    asked[0]?.resolve(offline('first'))
    await first
    clock.advance(2_000)
    assert.deepEqual([await glance(1), asked.length], [offline('first'), 2], 'asked again, not waited for')
    asked[1]?.resolve(offline('second'))
    await new Promise(setImmediate)
    assert.deepEqual([await glance(1), asked.length], [offline('second'), 2])
    clock.advance(20_000)
    const late = glance(1)
    asked[2]?.resolve(offline('third'))
    assert.deepEqual([await late, asked.length], [offline('third'), 3])
  })

  it('tells a failure to the one who waits next, never an answer that is older than it', async () => {
    const { asked, check } = slowRoots()
    const clock = manualClock()
    const glance = glanceAtRoots({ roots: { check }, clock })
    const first = glance(1)
    asked[0]?.resolve(offline('first'))
    await first
    clock.advance(2_000)
    await glance(1)
    asked[1]?.reject(new Error('no such root'))
    await new Promise(setImmediate)
    const next = glance(1)
    asked[2]?.reject(new Error('no such root'))
    await assert.rejects(next, /no such root/)
  })
})
