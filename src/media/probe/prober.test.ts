import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runProgram } from '../../kernel/exec.ts'
import { findProgram } from '../../kernel/find-program.ts'
import type { StreamFacts } from './model.ts'
import { createProber } from './prober.ts'

const [ffmpeg = '', ffprobe = ''] = [findProgram('ffmpeg'), findProgram('ffprobe')]
const skip = ffmpeg === '' || ffprobe === '' ? 'ffmpeg is not installed' : false
let folder: string
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'patchbay-probe-'))))
after(() => rm(folder, { recursive: true, force: true }))
const prober = createProber({ threads: 2 })
after(() => prober[Symbol.asyncDispose]())

const run = (path: string, args: string[]): Promise<Buffer> =>
  runProgram({ path, args, timeoutMs: 60_000, maxOutputBytes: 1 << 20 })
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=d=1:s=320x180:r=25']
const NOISE = ['-f', 'lavfi', '-i', 'nullsrc=s=320x180:d=1,geq=random(1)*255:128:128']
const tone = (hz: number): string[] => ['-f', 'lavfi', '-i', `sine=${hz}:d=1`]

/** Of one film with two languages and two subtitles. */
async function make(name: string, form: readonly string[], inputs = [...PICTURE, ...tone(440)]): Promise<string> {
  const path = join(folder, name)
  await run(ffmpeg, ['-v', 'error', ...inputs, ...form, '-y', `file:${path}`])
  return path
}

async function withTracks(name: string, form: readonly string[]): Promise<string> {
  const lines = join(folder, 'lines.srt')
  await writeFile(lines, '1\n00:00:00,000 --> 00:00:01,000\nHello\n\n')
  const inputs = [...PICTURE, ...tone(440), ...tone(220), '-i', lines, '-i', lines]
  const maps = ['0', '1', '2', '3', '4'].flatMap((input) => ['-map', input])
  const languages = ['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=fre', '-metadata:s:s:0']
  const more = [...languages, 'language=eng', '-metadata:s:s:1', 'language=ger', '-disposition:a:0', 'default']
  const flags = ['-disposition:a:1', '0', '-disposition:s:0', '0', '-disposition:s:1', 'forced']
  return make(name, [...maps, ...more, ...flags, '-c:a:0', 'aac', '-c:a:1', 'ac3', '-ac:a:1', '6', ...form], inputs)
}

async function read(path: string): Promise<StreamFacts> {
  const answer = await prober.probe(path)
  if (answer.kind === 'failed') assert.fail(`${path}: ${answer.code}`)
  return answer.found
}

interface ProbedStream {
  codec_type: string
  codec_name: string
  width?: number
  height?: number
  channels?: number
  sample_rate?: string
  r_frame_rate?: string
  pix_fmt?: string
  tags?: { language?: string; title?: string }
  disposition: { default: number; forced: number }
}

const SHORT = new Map(Object.entries({ eng: 'en', fre: 'fr', ger: 'de', und: null }))
const languageOf = (stream: ProbedStream): string | null => SHORT.get(stream.tags?.language ?? 'und') ?? null

/** What ffprobe says, in our words. */
async function asFfprobe(path: string) {
  const text = await run(ffprobe, ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', `file:${path}`])
  const said = JSON.parse(text.toString('utf8')) as { streams: ProbedStream[]; format: { duration: string } }
  const ofType = (type: string): ProbedStream[] => said.streams.filter((stream) => stream.codec_type === type)
  const ratio = (of = '0/1'): number => {
    const [frames = 0, seconds = 1] = of.split('/').map(Number)
    return frames / seconds
  }
  return {
    durationMs: Number(said.format.duration) * 1000,
    video: ofType('video').map(({ codec_name, width, height, r_frame_rate, pix_fmt }) => ({
      codec: codec_name,
      width,
      height,
      frameRate: ratio(r_frame_rate),
      bitDepth: pix_fmt?.endsWith('10le') === true ? 10 : 8,
    })),
    audio: ofType('audio').map((stream) => ({
      codec: stream.codec_name,
      channels: stream.channels,
      sampleRateHz: Number(stream.sample_rate),
      language: languageOf(stream),
    })),
    subtitles: ofType('subtitle').map((stream) => ({
      codec: stream.codec_name,
      language: languageOf(stream),
      isForced: stream.disposition.forced === 1,
    })),
  }
}

async function assertAsFfprobe(path: string, container: string): Promise<StreamFacts> {
  const [found, said] = [await read(path), await asFfprobe(path)]
  assert.equal(found.container, container)
  assert.ok(Math.abs((found.durationMs ?? 0) - said.durationMs) < 200, `${found.durationMs} and ${said.durationMs}`)
  const pick = {
    video: found.video.map(({ codec, width, height, frameRate, bitDepth }) => ({
      codec,
      width,
      height,
      frameRate,
      bitDepth: bitDepth ?? 8,
    })),
    audio: found.audio.map(({ codec, channels, sampleRateHz, language }) => ({
      codec,
      channels,
      sampleRateHz,
      language,
    })),
    subtitles: found.subtitles.map(({ codec, language, isForced }) => ({ codec, language, isForced })),
  }
  const { durationMs: _, ...streams } = said
  assert.deepEqual(pick, streams)
  return found
}

describe('streams of a media file', { skip }, () => {
  it('are what ffprobe says of Matroska and MP4 with several languages and subtitles', async () => {
    const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast']
    const film = await withTracks('a film.mkv', [...h264, '-c:s', 'srt', '-metadata:s:a:1', 'title=Commentary'])
    const mkv = await assertAsFfprobe(film, 'matroska')
    assert.equal(mkv.audio[1]?.title, 'Commentary')
    assert.deepEqual(
      mkv.audio.map(({ isDefault }) => isDefault),
      [true, false],
    )
    await assertAsFfprobe(await withTracks('b.mp4', [...h264, '-c:s', 'mov_text']), 'mp4')
  })

  it('are what ffprobe says of AVI, transport streams, WebM, MP3, FLAC and M4A', async () => {
    await assertAsFfprobe(await make('c.avi', ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']), 'avi')
    await assertAsFfprobe(await make('d.ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2']), 'mpeg-ts')
    await assertAsFfprobe(
      await make('e.webm', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-c:a', 'libopus']),
      'webm',
    )
    await assertAsFfprobe(await make('f.mp3', ['-c:a', 'libmp3lame'], tone(440)), 'mp3')
    await assertAsFfprobe(await make('g.flac', [], tone(440)), 'flac')
    await assertAsFfprobe(await make('h.m4a', ['-c:a', 'aac'], tone(440)), 'm4a')
  })

  it('tell HDR and 10 bits', async () => {
    const colour = 'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'
    const form = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-x265-params', colour]
    const found = await assertAsFfprobe(await make('hdr.mkv', form), 'matroska')
    assert.deepEqual([found.video[0]?.hdr, found.video[0]?.bitDepth], ['hdr10', 10])
  })

  it('are read of files whose names look like options, commands or raw bytes', async () => {
    const plain = await readFile(await make('plain.mkv', ['-c:v', 'mpeg4', '-c:a', 'aac']))
    for (const name of ['-x.mkv', `it's "one"; $(rm -rf x).mkv`, 'new\nline.mkv']) {
      await writeFile(join(folder, name), plain)
      assert.equal((await read(join(folder, name))).video[0]?.codec, 'mpeg4')
    }
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('.mkv')])
    await writeFile(odd, plain)
    assert.equal((await prober.probe(odd)).kind, 'read')
  })

  it('of a large film are read from a small part of it', async () => {
    const film = await make('loop.mkv', ['-c:v', 'mpeg4', '-b:v', '30M', '-c:a', 'aac'], [...NOISE, ...tone(440)])
    for (const [ending, container] of [
      ['mkv', 'matroska'],
      ['ts', 'mpeg-ts'],
      ['mp4', 'mp4'],
    ] as const) {
      const large = await make(`large.${ending}`, ['-c', 'copy'], ['-stream_loop', '25', '-i', `file:${film}`])
      assert.ok((await stat(large)).size > 40 << 20)
      await using small = createProber({ threads: 1, limits: { maxBytes: 16 << 20 } })
      const answer = await small.probe(large)
      assert.ok(answer.kind === 'read' && answer.found.flaws.length === 0, ending)
      assert.equal(answer.found.container, container)
      const off = (answer.found.durationMs ?? 0) - (await asFfprobe(large)).durationMs
      assert.ok(Math.abs(off) < 50, `${ending}: ${off} ms off`)
    }
  })
})

describe('a file that is not well', { skip }, () => {
  const codeOf = async (path: string): Promise<string> => {
    const answer = await prober.probe(path)
    return answer.kind === 'failed' ? answer.code : answer.found.flaws.join()
  }

  it('is told with a code: empty, no media, gone, a folder, a link', async () => {
    await writeFile(join(folder, 'empty.mkv'), '')
    await writeFile(join(folder, 'text.mkv'), 'This is no film. '.repeat(1000))
    await symlink(join(folder, 'empty.mkv'), join(folder, 'link.mkv'))
    assert.deepEqual(
      await Promise.all(
        ['empty.mkv', 'text.mkv', 'none.mkv', '.', 'link.mkv'].map((name) => codeOf(join(folder, name))),
      ),
      ['media/empty', 'media/no-streams', 'media/file-missing', 'media/not-a-file', 'media/unreadable'],
    )
  })

  it('is read as far as it goes when it is cut short or has another ending', async () => {
    const film = await make('cut.mkv', ['-c:v', 'mpeg4', '-c:a', 'aac'])
    await writeFile(join(folder, 'other.mp4'), await readFile(film))
    assert.equal(await codeOf(join(folder, 'other.mp4')), 'mislabelled')
    await truncate(film, 20_000)
    assert.equal(await codeOf(film), 'cut-short')
    const mp4 = await make('cut.mp4', ['-c:v', 'mpeg4', '-c:a', 'aac'])
    await truncate(mp4, 20_000)
    assert.equal(await codeOf(mp4), 'media/no-streams')
  })

  it('never ends the process, wherever its bytes are wrong', async () => {
    for (const name of ['broken.mkv', 'broken.mp4', 'broken.avi', 'broken.ts']) {
      const whole = await readFile(await make(name, ['-c:v', 'mpeg4', '-c:a', 'aac']))
      for (let round = 0; round < 6; round += 1) {
        const broken = Buffer.from(whole)
        for (let at = round * 7; at < broken.length; at += 61 + round * 13)
          broken[at] = (broken[at] ?? 0) ^ (0x55 + round)
        await writeFile(join(folder, name), broken)
        await codeOf(join(folder, name))
      }
    }
    assert.equal((await read(await make('after.mkv', ['-c:v', 'mpeg4', '-c:a', 'aac']))).video.length, 1)
  })

  it('costs no more than its time, and the next file is read', async () => {
    const path = await make('slow.mkv', ['-c:v', 'mpeg4', '-c:a', 'aac'])
    await using hasty = createProber({ threads: 1, limits: { timeoutMs: 0 } })
    assert.deepEqual(await hasty.probe(path), { kind: 'failed', code: 'media/took-too-long', params: {} })
    await assert.rejects(prober.probe(path, { signal: AbortSignal.abort(new Error('enough')) }), /enough/)
    assert.equal((await prober.probe(path)).kind, 'read')
  })
})
