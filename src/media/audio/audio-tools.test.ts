import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runProgram } from '../../kernel/exec.ts'
import { AppError, ConflictError } from '../../kernel/errors.ts'
import { findProgram } from '../../kernel/find-program.ts'
import { createAudioTools } from './audio-tools.ts'
import { titleTag } from './id3.ts'

const ffmpegPath = findProgram('ffmpeg')
const { signal } = new AbortController()
let folder: string
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'patchbay-audio-'))))
after(() => rm(folder, { recursive: true, force: true }))

/** `sound`: in the words of lavfi. */
async function make(name: string, sound: string, ...form: string[]): Promise<string> {
  const path = join(folder, name)
  const args = ['-v', 'error', '-f', 'lavfi', '-i', sound, '-ac', '2', ...form, '-y', path]
  await runProgram({ path: ffmpegPath ?? '', args, timeoutMs: 60_000, maxOutputBytes: 1000 })
  return path
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

const md5 = async (path: string): Promise<string> =>
  createHash('md5')
    .update(await readFile(path))
    .digest('hex')

/** As ffmpeg reads it back. */
async function titleIn(path: string): Promise<string> {
  // Ogg keeps its tags in the stream.
  const from = /\.(ogg|opus)$/.test(path) ? ['-map_metadata', '0:s:0'] : []
  const args = ['-v', 'error', '-i', path, ...from, '-f', 'ffmetadata', '-']
  const call = { path: ffmpegPath ?? '', args, timeoutMs: 60_000, maxOutputBytes: 10_000 }
  const text = (await runProgram(call)).toString('utf8')
  return /^title=(.*)$/im.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? ''
}

/** 3 s of a tone, 4 s of nothing, 3 s of the tone. */
const WITH_GAP = 'sine=440:d=10,volume=0:enable=between(t\\,3\\,7)'
const FORMATS = [
  ['a.mp3', 'mp3', ['-b:a', '128k']],
  ['a.flac', 'flac', []],
  ['a.ogg', 'vorbis', ['-c:a', 'libvorbis']],
  ['a.opus', 'opus', ['-c:a', 'libopus']],
  ['a.m4a', 'aac', ['-c:a', 'aac']],
  ['a.wav', 'pcm_s16le', []],
  ['a.au', 'pcm_s16be', []],
  ['a.mp2', 'mp2', []],
] as const

describe('audio measured by ffmpeg', { skip: ffmpegPath === undefined ? 'needs ffmpeg' : false }, () => {
  const tools = createAudioTools({ ffmpegPath })

  it('tells length, rate, loudness, silence and peaks of each format from one decode', async () => {
    for (const [name, codec, form] of FORMATS) {
      const path = await make(name, WITH_GAP, ...form)
      const { report, peaks } = await tools.measure({ path, name }, signal)
      assert.equal(report.codec, codec, name)
      assert.ok(Math.abs(report.durationMs - 10_000) < 120, `${name}: ${report.durationMs} ms`)
      assert.equal(report.breaksOffMs, null, name)
      assert.equal(report.channels, 2, name)
      assert.ok(report.sampleRateHz === 44_100 || report.sampleRateHz === 48_000, name)
      assert.ok((report.kbps ?? 0) > 20, `${name}: ${report.kbps} kb/s`)
      assert.ok(Math.abs((report.integratedLufs ?? 0) + 21.8) < 1.5, `${name}: ${report.integratedLufs} LUFS`)
      assert.ok((report.peakDb ?? 0) < -10 && (report.peakDb ?? 0) > -25, `${name}: ${report.peakDb} dBFS`)
      assert.equal(report.silences.length, 1, name)
      assert.ok(Math.abs((report.silences[0]?.fromMs ?? 0) - 3000) < 200, name)
      assert.ok(Math.abs((report.silences[0]?.toMs ?? 0) - 7000) < 200, name)
      assert.ok(peaks.length > 350 && peaks.length <= 400, name)
      assert.ok((peaks[10] ?? 0) > 5 && peaks[Math.round(peaks.length / 2)] === 0, name)
    }
  })

  it('takes a title for a title, whatever stands in it', async () => {
    const lie =
      'x\n[silencedetect @ 0x1] silence_start: 1\n  Duration: 09:00:00.00\n  Stream #0:0: Audio: aac, 1 Hz, mono'
    const path = await make('lie.mp3', 'sine=440:d=3', '-metadata', `title=${lie}`)
    const { report } = await tools.measure({ path, name: 'lie.mp3' }, signal)
    assert.deepEqual([report.codec, report.silences, report.breaksOffMs], ['mp3', [], null])
  })

  it('says where a file breaks off, and what is no audio at all', async () => {
    const path = await make('cut.wav', 'sine=440:d=20')
    await truncate(path, 1_000_000)
    const { report } = await tools.measure({ path, name: 'cut.wav' }, signal)
    assert.ok(Math.abs(report.durationMs - 5669) < 100, String(report.durationMs))
    await writeFile(join(folder, 'text.mp3'), 'this is no audio')
    await writeFile(join(folder, 'empty.flac'), '')
    for (const name of ['text.mp3', 'empty.flac', 'gone.wav'])
      assert.equal(await codeOf(tools.measure({ path: join(folder, name), name }, signal)), 'media/not-decodable', name)
  })

  it('tells silence alone as silence, and no loudness', async () => {
    const path = await make('silent.flac', 'anullsrc=d=5')
    const { report } = await tools.measure({ path, name: 'silent.flac' }, signal)
    assert.equal(report.integratedLufs, null)
    assert.equal(report.silences.length, 1)
    assert.ok((report.silences[0]?.toMs ?? 0) >= 4990)
  })

  it('writes the same bytes each time, with these tags alone and the same sound', async () => {
    const title = 'Nacht – Drift = "2" 🎧'
    for (const [name, , form] of FORMATS) {
      const from = await make(name, 'sine=300:d=3', '-metadata', 'title=old', '-metadata', 'artist=someone', ...form)
      const copies = [1, 2].map((n) => join(folder, `copy-${n}-${name}`))
      const written: boolean[] = []
      for (const to of copies) written.push(await tools.writeTagged({ from, to, name, title }, signal))
      if (!written[0]) continue
      assert.equal(await md5(copies[0] ?? ''), await md5(copies[1] ?? ''), name)
      assert.equal(await titleIn(copies[0] ?? ''), title, name)
      const text = (await readFile(copies[0] ?? '')).toString('latin1')
      assert.ok(!text.includes('someone') && !text.includes('Lavf59'), name)
      const was = await tools.measure({ path: from, name }, signal)
      const is = await tools.measure({ path: copies[0] ?? '', name }, signal)
      assert.ok(Math.abs(is.report.durationMs - was.report.durationMs) < 60, name)
    }
  })

  it('leaves the audio of an MP3 byte for byte, whatever was written around it', async () => {
    const bare = await readFile(
      await make('bare.mp3', 'sine=300:d=2', '-write_id3v1', '0', '-id3v2_version', '0', '-write_xing', '0'),
    )
    const ape = Buffer.alloc(32)
    ape.write('APETAGEX', 0, 'latin1')
    ape.writeUInt32LE(2000, 8)
    ape.writeUInt32LE(32, 12)
    const id3v1 = Buffer.alloc(128)
    id3v1.write('TAGold', 0, 'latin1')
    const expected = Buffer.concat([titleTag('New'), bare])
    for (const [index, around] of [
      [bare],
      [titleTag('old'), bare],
      [titleTag('old'), titleTag('older'), bare, ape, id3v1],
      [bare, id3v1],
    ].entries()) {
      const from = join(folder, `around-${index}.mp3`)
      await writeFile(from, Buffer.concat(around))
      const to = `${from}.copy`
      assert.equal(await tools.writeTagged({ from, to, name: 'x.mp3', title: 'New' }, signal), true)
      assert.ok((await readFile(to)).equals(expected), `case ${index}`)
    }
  })

  it('never runs more at once than there are cores', async () => {
    let most = 0
    const counted = createAudioTools({ ffmpegPath, onRunning: (running) => (most = Math.max(most, running)) })
    const path = await make('many.flac', 'sine=440:d=3')
    const many = Array.from({ length: availableParallelism() * 4 }, () =>
      counted.measure({ path, name: 'many.flac' }, signal),
    )
    await Promise.all(many)
    assert.equal(most, availableParallelism())
  })
})

it('says what is missing when ffmpeg is', async () => {
  const tools = createAudioTools({ ffmpegPath: undefined })
  assert.equal(tools.isThere, false)
  const asked = tools.measure({ path: '/x.mp3', name: 'x.mp3' }, signal)
  // Not as a service that is away: its jobs would be tried for hours, and count against the library.
  await assert.rejects(asked, (error) => error instanceof ConflictError && error.code === 'media/no-ffmpeg')
})
