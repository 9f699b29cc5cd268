import assert from 'node:assert/strict'
import { readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'
import { picture } from '../../test/pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../../test/start-app.ts'
import type { FindingView, IntegrityOverview } from '../archive/integrity/contract.ts'
import type { ResortPreviewView, ZonePreviewView } from '../archive/sorting/contract.ts'

let app: TestApp
let host: CliHost
const run = (...args: string[]): Promise<Said> => host.run(args)

/** What it prints, which must end with this code. */
async function ends(code: number, ...args: string[]): Promise<string> {
  const said = await run(...args)
  assert.equal(said.code, code, `${args.join(' ')}: ${said.out}${said.err}`)
  return code === 0 || code === 3 ? said.out : said.err
}

const json = async <Body>(code: number, ...args: string[]): Promise<Body> =>
  JSON.parse(await ends(code, ...args, '--json')) as Body

const open = async (settings: { yaml?: string }): Promise<void> => {
  app = await startApp(settings)
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
}
const close = async (): Promise<void> => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
}

describe('patchbay integrity and resort', () => {
  before(async () => {
    await open({})
    await app.drop({
      'inbox/a.jpg': picture('2021:07:02 00:30:00'),
      'inbox/b.jpg': picture('2021:07:03 00:30:00'),
      'inbox/c.jpg': picture('2022:01:05 00:30:00'),
    })
    await app.settled()
  })
  after(close)

  const [A, B] = ['2021/07/02/a.jpg', '2021/07/03/b.jpg'] as const
  const pathOf = (relPath: string): string => join(app.dataFolder, 'archive', relPath)

  it('says how much was read when, and lists the checks', async () => {
    assert.match(await ends(0, 'integrity', 'overview'), /holds 3 files[^]*within a day +3[^]*never +0/)
    const { files, open: wrong } = await json<IntegrityOverview>(0, 'integrity', 'overview')
    assert.deepEqual([files, wrong], [3, { damaged: 0, unreadable: 0, missing: 0 }])
    assert.match(await ends(0, 'integrity', 'checks'), /never read +done +3/)
    assert.match(await ends(0, 'integrity', 'findings'), /^\S[^\n]*\n$/)
  })

  it('finds a turned byte in the folder that is named and in no other, and ends with 3', async () => {
    const { mtime, atime } = await stat(pathOf(A))
    const bytes = await readFile(pathOf(A))
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1
    await writeFile(pathOf(A), bytes)
    await utimes(pathOf(A), atime, mtime)
    await ends(0, 'integrity', 'check', '2022')
    await ends(3, 'integrity', 'check', '2021')
    assert.match(await ends(3, 'integrity', 'findings'), /a\.jpg[^]*backup/)
    const [found] = (await json<{ items: FindingView[] }>(3, 'integrity', 'findings', '--state', 'open')).items
    assert.deepEqual([found?.kind, found?.path], ['rotten', A])
    assert.equal((await json<IntegrityOverview>(3, 'integrity', 'overview')).open.damaged, 1)
    assert.match(await ends(0, 'integrity', 'checks', '--limit', '1'), /2021 +done +2/)
  })

  it('takes a file as it is once, and refuses what there is not', async () => {
    const [found] = (await json<{ items: FindingView[] }>(3, 'integrity', 'findings')).items
    const id = String(found?.findingId)
    assert.match(await ends(0, 'integrity', 'accept', id), /a\.jpg is taken as it is/)
    assert.match(await ends(1, 'integrity', 'accept', id), /a\.jpg/)
    assert.match(await ends(1, 'integrity', 'accept', '999'), /999/)
    await ends(2, 'integrity', 'accept')
    assert.equal(
      (await json<{ items: FindingView[] }>(0, 'integrity', 'findings', '--state', 'accepted')).items.length,
      1,
    )
    await ends(0, 'integrity', 'check', '--all')
  })

  it('says what is missing, and that it is back', async () => {
    await rename(pathOf(B), `${app.dataFolder}/away.jpg`)
    await ends(3, 'integrity', 'check', '--all')
    assert.match(await ends(3, 'integrity', 'overview'), /missing +1/)
    await rename(`${app.dataFolder}/away.jpg`, pathOf(B))
    await ends(0, 'integrity', 'check', '--all')
  })

  it('counts what another pattern would move, and moves nothing', async () => {
    assert.match(
      await ends(0, 'resort', '{year}'),
      /Now: 3 folders[^]*Then: 2 folders[^]*3 files would move, 0 would stay/,
    )
    const { moves, stays, after: then } = await json<ResortPreviewView>(0, 'resort', '{year}')
    assert.deepEqual([moves, stays, then.map(({ folder }) => folder).toSorted()], [3, 0, ['2021', '2022']])
    assert.deepEqual((await app.files('archive')).slice(0, 1), [A])
    assert.match(await ends(2, 'resort', '--plan'), /Name the pattern/)
    assert.match(await ends(1, 'resort', '{year}/{moth}'), /moth/)
  })

  it('makes a plan that waits, applies one at once, and undoes it', async () => {
    assert.match(await ends(0, 'resort', '{year}', '--plan'), /a\.jpg/)
    assert.equal((await app.files('archive'))[0], A, 'a plan moves nothing')
    const { openPlanId } = await json<ResortPreviewView>(0, 'resort', '{year}')
    await ends(0, 'plans', 'discard', String(openPlanId))
    await ends(0, 'resort', '{year}', '--apply')
    await app.settled()
    assert.deepEqual(await app.files('archive'), ['2021/a.jpg', '2021/b.jpg', '2022/c.jpg'])
    const { items } = await json<{ items: { planId: number; state: string }[] }>(0, 'plans', 'list', '--limit', '1')
    assert.equal(items[0]?.state, 'applied')
    await ends(0, 'plans', 'undo', String(items[0]?.planId))
    await app.settled()
    assert.equal((await app.files('archive'))[0], A)
  })
})

describe('patchbay zone', () => {
  /** A name that says UTC: 22:02 on New Year's Eve. */
  const UTC_NAME = 'PXL_20231231_220232177.jpg'
  before(async () => {
    await open({ yaml: `${BY_HAND}  sorter:\n    timezone: UTC\n` })
    await app.drop({ [`inbox/${UTC_NAME}`]: picture(), 'inbox/IMG_20230102_030405.jpg': picture() })
    await lookUntilStill(app)
  })
  after(close)

  it('shows what would lie elsewhere, against the zone in force or another, and changes nothing', async () => {
    const said = await ends(0, 'zone', 'Australia/Sydney')
    assert.match(said, /PXL_20231231_220232177\.jpg +2024\/01\/01 +2023\/12\/31/)
    assert.match(said, /One of 2 files would lie elsewhere by Australia\/Sydney than by UTC/)
    const { differ, files } = await json<ZonePreviewView>(0, 'zone', 'Australia/Sydney', '--against', 'Asia/Tokyo')
    assert.deepEqual([differ, files], [0, 2])
    assert.match(await ends(0, 'config', 'get', 'archive.sorter.timezone'), /UTC/)
  })

  it('refuses a zone or a batch that there is not', async () => {
    assert.match(await ends(2, 'zone', 'Mars/Base'), /IANA time zone, such as/)
    assert.match(await ends(1, 'zone', 'UTC', '99'), /99/)
    assert.match(await ends(2, 'zone', 'UTC', 'first'), /batch/)
    await ends(2, 'zone')
  })

  it('makes it the zone in force when told to', async () => {
    const { code, err } = await run('zone', 'Australia/Sydney', '--set')
    assert.equal(code, 0, err)
    assert.match(err, /Australia\/Sydney is the zone in force; 2 files are dated anew/)
    assert.match(await ends(0, 'config', 'get', 'archive.sorter.timezone'), /Australia\/Sydney/)
    await app.settled()
    assert.equal((await json<ZonePreviewView>(0, 'zone', 'UTC')).differ, 1)
  })
})
