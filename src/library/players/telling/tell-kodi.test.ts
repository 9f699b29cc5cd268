import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { openKodiTold } from '../../../../test/kodi-told.ts'

onEachDatabase('Kodi, told of a library,', (open) => {
  it('keeps all that lies in folders when a loose film changes or goes', async () => {
    await using world = await openKodiTold(open)
    const loose = await world.put('Loose (2000).mkv')
    const other = await world.put('Other (2004).mkv')
    const up = await world.put('Up (2009)/Up (2009).mkv')
    await world.tell([loose, other, up], 'added')
    for (const folder of ['', 'Up (2009)']) assert.equal(await world.run(folder), 'verified')
    const upRow = world.kodi.rows.find(({ title }) => title === 'Up (2009)') ?? assert.fail()
    Object.assign(upRow, { playcount: 3, lastplayed: '2024-01-02 03:04:05' })
    await world.tell([loose], 'changed')
    assert.equal(await world.run(''), 'verified')
    assert.deepEqual(world.known(), ['Loose (2000).mkv', 'Other (2004).mkv', 'Up (2009)/Up (2009).mkv'])
    const anew = world.kodi.calls.filter(({ method }) => method === 'VideoLibrary.RefreshMovie')
    assert.equal(anew.length, 1, 'only the loose film is read anew')
    await world.lose('Loose (2000).mkv')
    await world.tell([loose], 'removed')
    assert.equal(await world.run(''), 'verified')
    assert.deepEqual(world.known(), ['Other (2004).mkv', 'Up (2009)/Up (2009).mkv'])
    assert.equal(world.kodi.rows.find(({ title }) => title === 'Up (2009)')?.playcount, 3)
  })

  it('keeps what the library does not hold, or misses for now, when a loose film goes', async () => {
    await using world = await openKodiTold(open)
    const loose = await world.put('Loose (2000).mkv')
    const up = await world.put('Up (2009)/Up (2009).mkv')
    await world.tell([loose, up], 'added')
    for (const folder of ['', 'Up (2009)']) assert.equal(await world.run(folder), 'verified')
    // A film that is missing is not taken out before its day has passed.
    await world.lose('Up (2009)/Up (2009).mkv')
    await world.lose('Loose (2000).mkv')
    await world.tell([loose], 'removed')
    assert.equal(await world.run(''), 'deliveries/not-as-meant', 'it is not said to be empty')
    assert.deepEqual(world.known(), ['Up (2009)/Up (2009).mkv'])
  })

  it('lets go of the last loose film', async () => {
    await using world = await openKodiTold(open)
    const loose = await world.put('Loose (2000).mkv')
    await world.tell([loose], 'added')
    assert.equal(await world.run(''), 'verified')
    await world.lose('Loose (2000).mkv')
    await world.tell([loose], 'removed')
    assert.equal(await world.run(''), 'verified')
    assert.deepEqual(world.known(), [])
  })

  it('keeps the other film of a folder when one of them goes', async () => {
    await using world = await openKodiTold(open)
    const one = await world.put('Two/Heat (1995).mkv')
    const other = await world.put('Two/Up (2009).mkv')
    await world.tell([one, other], 'added')
    assert.equal(await world.run('Two'), 'verified')
    await world.lose('Two/Heat (1995).mkv')
    await world.tell([one], 'removed')
    assert.equal(await world.run('Two'), 'verified')
    assert.deepEqual(world.known(), ['Two/Up (2009).mkv'])
    await world.lose('Two/Up (2009).mkv')
    await world.tell([other], 'removed')
    assert.equal(await world.run('Two'), 'verified')
    assert.deepEqual(world.known(), [])
  })

  it('keeps the show and its other seasons when the last episode of one goes', async () => {
    await using world = await openKodiTold(open, 'series')
    const show = await world.group('Show', 'series')
    const seasons = [await world.group('Show/S1', 'season', show), await world.group('Show/S2', 'season', show)]
    const first = await world.put('Show/S1/S01E01.mkv', seasons[0])
    const second = await world.put('Show/S2/S02E01.mkv', seasons[1])
    await world.tell([first, second], 'added')
    assert.equal(await world.run('Show'), 'verified')
    await world.lose('Show/S1/S01E01.mkv')
    // The cleanup tells of the episode, and of the season that has nothing below it then.
    for (const titleId of [first, ...seasons.slice(0, 1)]) await world.tell([titleId], 'removed')
    assert.equal(await world.run('Show'), 'verified')
    assert.deepEqual(world.known(), ['Show/S2/S02E01.mkv'])
    assert.equal(world.kodi.calls.filter(({ method }) => method === 'VideoLibrary.RemoveTVShow').length, 0)
    await world.lose('Show/S2/S02E01.mkv')
    for (const titleId of [second, ...seasons.slice(1), show]) await world.tell([titleId], 'removed')
    assert.equal(await world.run('Show'), 'verified')
    assert.deepEqual(world.kodi.rows, [])
  })

  it('lets go of one song of an album', async () => {
    await using world = await openKodiTold(open, 'music')
    const album = await world.group('Album', 'album')
    const songs = [await world.put('Album/1.flac', album), await world.put('Album/2.flac', album)]
    await world.tell(songs, 'added')
    assert.equal(await world.run('Album'), 'verified')
    await world.lose('Album/1.flac')
    await world.tell(songs.slice(0, 1), 'removed')
    assert.equal(await world.run('Album'), 'verified')
    assert.deepEqual(world.known(), ['Album/2.flac'])
  })
})
