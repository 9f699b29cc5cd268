import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { it } from 'node:test'
import { startApp } from '../../test/start-app.ts'
import type { ReplyOf } from '../kernel/contract.ts'
import type { backupRoutes } from './contract.ts'
import { dataPaths } from './data-paths.ts'
import { backUpNow } from './restore.ts'

it('lists the backups of the data folder, newest first', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  const list = () => app.get<ReplyOf<typeof backupRoutes.routes.list>>('api/v1/backups')
  assert.deepEqual((await list()).items, [])
  const times = ['2026-11-18T09:41:16.000Z', '2026-11-19T10:42:16.000Z']
  const files: string[] = []
  for (const time of times) files.unshift(await backUpNow(paths, undefined, Date.parse(time)))
  const { folder, items } = await list()
  assert.equal(folder, paths.backups)
  assert.deepEqual(
    items.map(({ name, madeAt, bytes }) => ({ name, madeAt, bytes })),
    files.map((file, at) => ({
      name: basename(file),
      madeAt: times.toReversed()[at],
      bytes: statSync(file).size,
    })),
  )
  assert.ok(items.every(({ schema }) => schema >= 1))
})
