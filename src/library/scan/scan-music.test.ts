import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { startLibrary } from '../../../test/scan-world.ts'
import { findProgram } from '../../kernel/find-program.ts'

const ffmpeg = findProgram('ffmpeg')

function song(path: string, tags: Record<string, string>): void {
  mkdirSync(dirname(path), { recursive: true })
  const told = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])
  execFileSync(ffmpeg ?? '', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', ...told, '-y', path])
}

it(
  'finds artists, albums and songs by tags, and by names where there are none',
  { skip: ffmpeg === undefined },
  async () => {
    await using world = await startLibrary('music')
    const at = (path: string): string => join(world.folder, path)
    const tags = {
      artist: 'Ann Example',
      album_artist: 'The Examples',
      album: 'First Light',
      date: '2004',
      genre: 'Folk',
    }
    song(at('Examples/First Light (2004)/01 - Dawn.mp3'), { ...tags, title: 'Dawn', track: '1/2' })
    song(at('Examples/First Light (2004)/02 - Noon.flac'), { ...tags, title: 'High noon', track: '2/2' })
    world.put('Examples/First Light (2004)/cover.jpg')
    world.put('Nobody/Untagged (1999)/CD1/01 - One.mp3', 'no audio at all')
    world.put('Nobody/Untagged (1999)/CD2/01 - Two.mp3', 'no audio at all')
    const scan = await world.scan()
    assert.equal(scan.outcome, 'done', JSON.stringify(scan.reason))
    const rows = await world.titles()
    const nameOf = (id: number | null): string => rows.find((row) => row.id === id)?.title ?? ''
    assert.deepEqual(
      rows
        .filter(({ kind }) => kind === 'song')
        .map(({ title, number, parent_id }) => {
          const album = rows.find(({ id }) => id === parent_id)
          return [title, number, album?.title, album?.year, nameOf(album?.parent_id ?? null)]
        })
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
      [
        ['Dawn', 1, 'First Light', 2004, 'The Examples'],
        ['High noon', 2, 'First Light', 2004, 'The Examples'],
        ['One', 1, 'Untagged', 1999, 'Nobody'],
        ['Two', 2001, 'Untagged', 1999, 'Nobody'],
      ],
    )
    const before = rows.map(({ id }) => id)
    await world.scan({ full: true })
    assert.deepEqual(
      (await world.titles()).map(({ id }) => id),
      before,
    )
  },
)
