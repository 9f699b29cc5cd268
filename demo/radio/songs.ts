import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KEPT_FOLDER } from '../library/clips.ts'

/** Frames of MPEG-2, layer 3, 16 kHz, 8 kbit/s: each is whole in itself, so that a part repeated is a longer song. */
export const FRAME_MS = 36
const FRAME_BYTES = 36
export const LOOP_COUNT = 8

export const loopName = (loop: number): string => `song-${loop + 1}.mp3`

const loops = new Map<number, Buffer>()

function loopOf(mark: number): Buffer {
  const loop = mark % LOOP_COUNT
  const known = loops.get(loop) ?? readFileSync(join(KEPT_FOLDER, loopName(loop)))
  loops.set(loop, known)
  return known
}

export interface Song {
  audio: Buffer
  /** What a player takes for it. */
  lengthMs: number
}

/** A song that can be heard, as long as a whole number of frames is. @param mark which of the tunes that come along */
export function songMp3(wish: { seconds: number; title: string; artist: string; mark: number }): Song {
  const frames = Math.round((wish.seconds * 1000) / FRAME_MS)
  const loop = loopOf(wish.mark)
  const music = Buffer.alloc(frames * FRAME_BYTES)
  for (let at = 0; at < music.length; at += loop.length) loop.copy(music, at)
  return { audio: Buffer.concat([tagOf({ TIT2: wish.title, TPE1: wish.artist }), music]), lengthMs: frames * FRAME_MS }
}

const UTF_8 = 3

/** ID3v2.4: makes songs with the same tune other files, too. */
function tagOf(texts: Readonly<Record<string, string>>): Buffer {
  const frames = Object.entries(texts).map(([id, text]) => {
    const content = Buffer.concat([Buffer.of(UTF_8), Buffer.from(text)])
    return Buffer.concat([Buffer.from(id), sevenBits(content.length), Buffer.of(0, 0), content])
  })
  const size = frames.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([Buffer.from('ID3'), Buffer.of(4, 0, 0), sevenBits(size), ...frames])
}

/** Four bytes of seven bits, so that nothing in it looks like the begin of a frame. */
const sevenBits = (n: number): Buffer => Buffer.of((n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127)
