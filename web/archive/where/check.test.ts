import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { WhereView } from '../../../src/archive/where/contract.ts'
import { type Check, type CheckDeps, createCheck } from './check.ts'
import type { FileReading, Reading } from './read-file.ts'

const fileOf = (name: string): { path: string; size: number; file: File } => ({
  path: name,
  size: 10,
  file: new File(['0123456789'], name),
})
const answerTo = (sha256: string): WhereView => ({ sha256, verdict: 'safe', copies: [], missing: [] })

/** Its hash is its name. */
function readings(outcomeOf: (name: string) => Reading | undefined = () => undefined): () => FileReading {
  return () => {
    const closing = Promise.withResolvers<Reading>()
    return {
      async read({ name }, onBytes) {
        const reading = outcomeOf(name) ?? { kind: 'hashed', sha256: name }
        if (reading.kind === 'stopped') return closing.promise
        onBytes(10)
        return reading
      },
      close: () => closing.resolve({ kind: 'stopped' }),
    }
  }
}

function opened(deps: Partial<CheckDeps> = {}): Check {
  return createCheck({
    ask: async (files) => ({ answers: files.map(({ sha256 }) => answerTo(sha256)), wants: ['archive'] }),
    openReading: readings(),
    readers: 2,
    now: () => 0,
    ...deps,
  })
}

const until = (check: Check, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    if (holds()) return resolve()
    const forget = check.subscribe(() => {
      if (!holds()) return
      forget()
      resolve()
    })
  })
const done = (check: Check): Promise<void> => until(check, () => check.view().phase === 'done')
const told = (check: Check) => check.view().rows.map(({ where, trouble }) => trouble ?? where?.verdict ?? 'open')

it('answers every file, and names those that could not be read', async () => {
  const outcomes: Record<string, Reading> = { b: { kind: 'failed', name: 'x' }, c: { kind: 'changed' } }
  const check = opened({ openReading: readings((name) => outcomes[name]) })
  check.start({ files: [...['a', 'b', 'c'].map(fileOf), { path: 'd', size: 0, file: null }], systemFiles: 2 })
  await done(check)
  assert.deepEqual(told(check), ['safe', 'unreadable', 'changed', 'unreadable'])
  const { systemFiles, readBytes, totalBytes } = check.view()
  assert.deepEqual([systemFiles, readBytes, totalBytes], [2, 30, 30])
})

it('takes a question that failed for no answer, and asks again without reading again', async () => {
  let isDown = true
  let reads = 0
  const check = opened({
    ask: async (files) => {
      if (isDown) throw new Error('down')
      return { answers: files.map(({ sha256 }) => answerTo(sha256)), wants: [] }
    },
    openReading: readings(() => void reads++),
  })
  check.start({ files: ['a', 'b'].map(fileOf), systemFiles: 0 })
  await done(check)
  assert.deepEqual([told(check), check.view().error?.message], [['not-asked', 'not-asked'], 'down'])
  isDown = false
  check.again()
  await done(check)
  assert.deepEqual([told(check), check.view().error, reads], [['safe', 'safe'], null, 2])
})

it('stops at once, and goes on with what was not looked at', async () => {
  let isStuck = true
  const check = opened({
    readers: 1,
    openReading: readings((name) => (name === 'b' && isStuck ? { kind: 'stopped' } : undefined)),
  })
  check.start({ files: ['a', 'b', 'c'].map(fileOf), systemFiles: 0 })
  await until(check, () => told(check)[0] === 'safe')
  check.stop()
  assert.equal(check.view().phase, 'stopped')
  assert.deepEqual(told(check), ['safe', 'open', 'open'])
  isStuck = false
  check.goOn()
  await done(check)
  assert.deepEqual(told(check), ['safe', 'safe', 'safe'])
})

it('lets nothing of a former check into the next one', async () => {
  const late = Promise.withResolvers<Reading>()
  const check = opened({
    openReading: () => ({
      read: async ({ name }) => (name === 'old' ? late.promise : { kind: 'hashed', sha256: name }),
      close: () => undefined,
    }),
  })
  check.start({ files: [fileOf('old')], systemFiles: 0 })
  check.start({ files: [{ path: 'gone', size: 0, file: null }, fileOf('new')], systemFiles: 0 })
  late.resolve({ kind: 'hashed', sha256: 'old' })
  await done(check)
  assert.deepEqual(
    check.view().rows.map(({ path, sha256 }) => [path, sha256]),
    [
      ['gone', null],
      ['new', 'new'],
    ],
  )
})
