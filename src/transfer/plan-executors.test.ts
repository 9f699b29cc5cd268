import { lstat, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'node:test'
import { openTempSqlite } from '../../test/databases.ts'
import { setUpAttention } from '../attention/setup.ts'
import { systemClock } from '../kernel/clock.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import { identityOf, identityText } from '../media/file-identity.ts'
import { conformsAsExecutor, type ExecutorWorld } from '../plans/conformance.ts'
import type { PlannedOperation } from '../plans/index.ts'
import { fileExecutors } from './plan-executors.ts'
import { setUpTransfer } from './setup.ts'

async function openWorld(kind: 'file.move' | 'file.trash'): Promise<ExecutorWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-executor-'))
  const db = await openTempSqlite()
  const clock = systemClock
  const { attention } = setUpAttention({ db, clock, events: openEventLog({ db, clock, bus: createBus() }) })
  const room = setUpTransfer({ db, clock, attention })
  for (const name of ['from', 'to']) await mkdir(join(folder, name))
  const from = await room.roots.add({ name: 'from', path: join(folder, 'from') })
  const to = await room.roots.add({ name: 'to', path: join(folder, 'to') })
  const operations: PlannedOperation[] = []
  for (const name of ['a', 'b', 'c']) {
    const path = join(folder, 'from', name)
    await writeFile(path, `content of ${name}`)
    await utimes(path, 1_600_000_000, 1_600_000_000 + operations.length)
    const identity = identityText(identityOf(await lstat(path, { bigint: true })))
    const place = { rootId: from.id, relPath: name }
    operations.push({
      kind,
      group: name,
      params: { from: place, to: { rootId: to.id, relPath: `2020/${name}` }, identity, sha256: null },
      before: { path: name },
      after: { path: `2020/${name}` },
      reason: { code: 'take.next', params: {} },
    })
  }
  const executor = fileExecutors(room).find((one) => one.kind === kind)
  if (executor === undefined) throw new Error(`no executor of ${kind}`)
  return {
    db,
    executor,
    operations,
    look: () => lookAt(folder),
    disturb: () => writeFile(join(folder, 'from', 'b'), 'somebody wrote here'),
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

async function lookAt(folder: string): Promise<string> {
  const lines: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === '.patchbay-root') continue
    const path = join(entry.parentPath, entry.name)
    lines.push(`${path} ${(await lstat(path)).mtimeMs} ${await readFile(path, 'utf8')}`)
  }
  return lines.toSorted().join('\n')
}

for (const kind of ['file.move', 'file.trash'] as const) {
  describe(`executor of ${kind}`, () => conformsAsExecutor(() => openWorld(kind)))
}
