import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCliHost } from '../../test/cli-host.ts'
import { type EpisodeWorld, startEpisodeWorld } from '../../test/episode-world.ts'
import { silentWav } from '../../test/sounds.ts'
import { findProgram } from '../kernel/find-program.ts'
import type { HydrationSummary } from '../radio/hydration/episodes/contract.ts'

/** The commands on inboxes, for that world. */
function commandsOn({ app }: EpisodeWorld) {
  const host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  return {
    patchbay: (...args: string[]) => host.run(['inboxes', ...args]),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  }
}

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

describe('inboxes of episodes on the command line', { skip }, () => {
  it('says what would become of each file, takes a choice, imports, and ends as what came of it', async () => {
    await using world = await startEpisodeWorld()
    await using commands = commandsOn(world)
    const { patchbay } = commands
    await world.app.drop({ 'radio/1__first.wav': silentWav(3, 1), 'radio/memo.wav': silentWav(3, 2) })
    await world.app.until('all lies still', async () => (await world.files()).get('1__first.wav')?.verdict === 'ready')
    const dry = await patchbay('import', '1', '--dry-run')
    assert.equal(dry.code, 4)
    assert.match(dry.out, /memo\.wav.*no episode.*No id of an episode stands in its name/)
    assert.equal(world.uploads(), 0)
    const first = await patchbay('import', '1')
    assert.equal(first.code, 4)
    assert.match(first.out, /1__first\.wav +Episode 1 +verified +7\/7/)
    assert.equal((await patchbay('match', '1', 'memo.wav', '12')).code, 0)
    world.cms.faults.set({ kind: 'drop-field', field: 'libretimeTrackId' })
    const failed = await patchbay('import', '1')
    assert.equal(failed.code, 1)
    assert.match(failed.out, /libretimeTrackId/)
    const seen = await patchbay('import', '1', '--dry-run')
    assert.equal(seen.code, 4)
    assert.match(seen.out, /memo\.wav.*failed.*libretimeTrackId.*Let the user of the key update/)
    world.cms.faults.clear()
    const { code, out } = await patchbay('import', '1', '--json')
    const { counts } = JSON.parse(out) as HydrationSummary
    assert.deepEqual([code, counts.verified, counts.failed, counts.unmatched], [0, 1, 0, 0])
  })

  it('sets what an inbox asks for, and takes it away again', async () => {
    await using world = await startEpisodeWorld()
    await using commands = commandsOn(world)
    const { patchbay } = commands
    const change = async (...args: string[]) => {
      const { out, code } = await patchbay('change', '1', ...args, '--json')
      assert.equal(code, 0, out)
      return JSON.parse(out) as { mode: string; pattern: string | null; audio: Record<string, number | null> }
    }
    const set = await change('--mode', 'live', '--pattern', '{date}_{time}', '--least-kbps', '320', '--short-by', '60')
    assert.deepEqual(
      [set.mode, set.pattern, set.audio['leastKbps'], set.audio['shortBySec']],
      ['live', '{date}_{time}', 320, 60],
    )
    const less = await change('--pattern', '', '--least-kbps', '0')
    assert.deepEqual([less.pattern, less.audio['leastKbps'], less.audio['shortBySec']], [null, null, 60])
  })
})
