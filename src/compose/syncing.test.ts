import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { BY_HAND, startApp } from '../../test/start-app.ts'
import type { SyncDiagnostics } from '../archive/syncing/contract.ts'
import type { ConnectionView } from '../connections/contract.ts'

it('has the settings call a connection as it is called now, and keeps what else stands in the file', async () => {
  await using app = await startApp({ yaml: `${BY_HAND}  syncing:\n    connection: attic # over there\n` })
  const { status, text } = await app.cli('POST', 'api/v1/connections', {
    kind: 'syncthing',
    name: 'Attic',
    settings: { address: 'http://127.0.0.1:9/' },
    secrets: { api_key: 'k' },
  })
  assert.equal(status, 201, text)
  const { connectionId, etag } = JSON.parse(text) as ConnectionView
  const file = join(app.dataFolder, '../patchbay.yaml')
  assert.match(await readFile(file, 'utf8'), /connection: attic # over there/, 'a name stays as it was written')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const renamed = await app.call('PATCH', `api/v1/connections/${connectionId}`, { headers, body: { name: 'Loft' } })
  assert.equal(renamed.status, 200, renamed.text)
  await app.until('the settings follow', async () => /connection: Loft # over there/.test(await readFile(file, 'utf8')))
  const shown = await app.get<{ values: { archive: { syncing: { connection: string } } } }>('api/v1/config')
  assert.equal(shown.values.archive.syncing.connection, 'Loft')
  assert.equal((await app.get<SyncDiagnostics>('api/v1/archive/syncs/diagnostics')).connection, 'Loft')
})
