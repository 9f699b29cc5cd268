import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startApp, type TestApp } from './start-app.ts'

const CLI = fileURLToPath(new URL('../src/cli', import.meta.url))

const BROWSER = 'a browser’s session and its cookie; the command line has a token of its own'
const PAGE = 'for a page that can’t set headers; the command line streams with its token'

/** What the command line does not offer, and why nobody misses it there. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  'access.getSession': BROWSER,
  'access.signIn': BROWSER,
  'access.signOut': BROWSER,
  'access.changePassword': BROWSER,
  'access.endOtherSessions': BROWSER,
  'access.checkSetupCode': BROWSER,
  'access.claim': BROWSER,
  'archive.getThumbnail': 'a picture',
  'library.artwork.picture': 'a picture',
  'backups.make': 'patchbay backup makes one itself, so that it works without a server',
  'backups.list': 'patchbay backups reads the folder itself, so that it works without a server',
  'events.makeTicket': PAGE,
  'events.socket': PAGE,
  'radio.episodeInboxes.listen': 'sound; the file lies in the inbox',
  'radio.tracks.audio': 'sound; the file lies in the library',
  'radio.voice.audio': 'sound; the recording lies in the data folder',
  'system.openapi': 'for programs',
}

/** `room.key` of every route that the sources of the command line call. */
async function calledByCli(): Promise<Set<string>> {
  const called = new Set<string>()
  for await (const name of glob('**/*.ts', { cwd: CLI })) {
    const text = readFileSync(join(CLI, name), 'utf8')
    for (const [, names = '', from = ''] of text.matchAll(/import \{([^}]+)\} from '([./\w-]+\/contract\.ts)'/g)) {
      const contract = (await import(join(CLI, name, '..', from))) as Record<string, { room: string }>
      for (const table of names.match(/\w+Routes\b/g) ?? []) {
        const isShort = text.includes(`const { routes } = ${table}\n`)
        const uses = text.matchAll(
          isShort ? /(?<!\w\.)\broutes\.(\w+)/g : new RegExp(`${table}\\.routes\\.(\\w+)`, 'g'),
        )
        for (const [, key = ''] of uses) called.add(`${contract[table]?.room}.${key}`)
      }
    }
  }
  return called
}

let app: TestApp
before(async () => {
  app = await startApp()
})
after(() => app[Symbol.asyncDispose]())

it('offers every route that a person uses on the command line, too', async () => {
  const { paths } = app.app.http.document() as { paths: Record<string, Record<string, { operationId: string }>> }
  const ours = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/'))
  const operations = ours.flatMap(([, methods]) => Object.values(methods).map(({ operationId }) => operationId))
  const called = await calledByCli()
  assert.ok(called.size > 40)
  assert.deepEqual(operations.filter((one) => !called.has(one)).toSorted(), Object.keys(NOT_OFFERED).toSorted())
})
