import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { linesOfStreams, streamsOf, tagsOf } from './stream-look.ts'

const say = (key: string): string => key
const streams = {
  container: 'matroska',
  durationMs: 6_720_000,
  video: [{ codec: 'hevc', width: 1920, height: 1080, hdr: 'hdr10' }],
  audio: [
    { codec: 'eac3', profile: 'Dolby Atmos', channels: 6, language: 'en', title: null, isForced: false },
    { codec: 'aac', profile: null, channels: 2, language: 'fr', title: 'Comments', isForced: false },
  ],
  subtitles: [{ codec: 'subrip', language: 'fr', title: null, isForced: true }],
}

describe('streams in words', () => {
  it('have the tags that people look for', () => {
    assert.deepEqual(tagsOf(streams, 1080), ['1080p', 'HEVC', 'HDR10', '5.1', '2 h'])
  })

  it('are a line each', () => {
    assert.deepEqual(
      linesOfStreams(say, streams).map(({ text }) => text),
      [
        'hevc, 1920 × 1080, HDR10',
        'Dolby Atmos, 5.1, en',
        'aac, 2.0, fr, Comments',
        'subrip, fr, web.library.stream.forced',
      ],
    )
  })

  it('are none where the probe read nothing', () => {
    assert.equal(streamsOf(null), null)
    assert.equal(streamsOf({ container: 'x' }), null)
    assert.equal(streamsOf(streams), streams)
  })
})
