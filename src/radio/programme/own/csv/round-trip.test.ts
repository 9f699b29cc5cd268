import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { type CsvWorld, openCsvWorld } from '../../../../../test/csv-world.ts'
import { onEachDatabase } from '../../../../../test/databases.ts'
import { ownCms } from '../own-cms.ts'
import { addEpisode, addShow } from '../own-programme.ts'
import { Hosts, Title } from '../contract.ts'
import { NEW_EPISODE, NEW_SHOW } from './columns.ts'
import { lengthCell, timeCell } from '../../../csv/index.ts'

const by = { actor: 'person:1' }
const { signal } = new AbortController()

const NASTY = ['=', '+', '-', '@', "'", '"', ',', ';', '\t', '\r\n', '\n', '\r', ' ', 'é', '😀', '\uFEFF', 'x', '＝']
const nasty = (most: number) => fc.string({ unit: fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: most }) // prettier-ignore
const title = nasty(40)
  .map((text) => Title.safeParse(text).data ?? '')
  .filter((text) => text !== '')
const hosts = nasty(20).map((text) => Hosts.safeParse(text).data ?? '')
const description = nasty(60).map((text) => text.replaceAll('\0', ''))

onEachDatabase('an export of shows and episodes', (open) => {
  let world: CsvWorld
  before(async () => {
    world = await openCsvWorld(open)
  })
  after(() => world[Symbol.asyncDispose]())

  it('imports as no change, whatever stands in it', async () => {
    const things = fc.record({ title, hosts, description, length: fc.integer({ min: 1, max: 86_400_000 }) })
    let sum = 0
    for (const { length: durationMs, ...show } of fc.sample(things, { numRuns: 150, seed: 7 })) {
      const numbered = { ...show, title: `${show.title.slice(0, 200).toWellFormed()}${sum++}` }
      const { showId } = await addShow(world.deps)(world.stationId, { ...NEW_SHOW, ...numbered }, by)
      const facts = { ...NEW_EPISODE, title: show.title, description: show.description, durationMs }
      await addEpisode(world.deps)(world.stationId, { ...facts, showId }, by)
    }
    for (const what of ['shows', 'episodes'] as const) {
      const file = await world.exported(what)
      const { planId, counts } = await world.draftOnly(what, file)
      assert.deepEqual([planId, counts], [null, { add: 0, change: 0, same: 150, wrong: 0 }])
      for (const bytes of [Buffer.from(file, 'utf16le'), Buffer.from(file.replaceAll('\r\n', '\n'))])
        if (what === 'shows') assert.equal((await world.draftOnly(what, bytes)).counts.wrong, 0)
    }
  })

  it('holds also what only a CMS or the planner writes', async () => {
    const cms = ownCms(world.deps, world.stationId)
    const { episodeId } = await addEpisode(world.deps)(
      world.stationId,
      { ...NEW_EPISODE, title: 'Odd', showId: null },
      by,
    )
    // The second 02:30 of that night, and a length that no person may give.
    const odd = { scheduledAt: Date.parse('2026-10-25T01:30:00.007Z'), durationMs: 90_000_123, trackId: '5' }
    await cms.changeEpisode(`e${episodeId}`, { ...odd, airStatus: 'aired' }, signal)
    const file = await world.exported('episodes')
    assert.match(file, /,Odd,,draft,no,aired,2026-10-25T01:30:00\.007Z,,25:00:00\.123,5\r\n$/)
    assert.equal((await world.draftOnly('episodes', file)).counts.change, 0)
  })

  it('opens as text in a spreadsheet: marked as UTF-8, with CR LF, and nothing that computes', async () => {
    const formula = { ...NEW_SHOW, title: '=HYPERLINK("http://x")', hosts: '@ada', description: '+1\n-1' }
    await addShow(world.deps)(world.stationId, formula, by)
    const file = await world.exported('shows')
    assert.ok(file.startsWith('\uFEFFid,title,hosts,description,playout_show\r\n'))
    assert.ok(file.includes(`,"'=HYPERLINK(""http://x"")",'@ada,"'+1\n-1",\r\n`))
  })
})

it('times come back as the instants they were, on any clock', () => {
  const zones = ['Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu']
  const at = fc.integer({ min: 0, max: Date.parse('2040-01-01') })
  const around = fc.integer({ min: -7_200_000, max: 7_200_000 }).map((ms) => Date.parse('2026-10-25T01:00Z') + ms)
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.oneof(at, around), (zone, ms) => {
      const { write, read } = timeCell(zone)
      return read(write(ms)) === ms
    }),
  )
  fc.assert(fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => lengthCell.read(lengthCell.write(ms)) === ms))
})
