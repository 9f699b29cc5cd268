/** How ffmpeg reads and writes audio of one kind. */
export interface AudioFormat {
  /** Named, never guessed: a playlist that calls itself audio can't make ffmpeg open other files. */
  demuxer: string
  /** Null when it can't hold tags. */
  muxer: string | null
}

const FORMATS: Readonly<Record<string, AudioFormat>> = {
  mp3: { demuxer: 'mp3', muxer: 'mp3' },
  flac: { demuxer: 'flac', muxer: 'flac' },
  ogg: { demuxer: 'ogg', muxer: 'ogg' },
  opus: { demuxer: 'ogg', muxer: 'opus' },
  m4a: { demuxer: 'mov', muxer: 'ipod' },
  mp4: { demuxer: 'mov', muxer: 'ipod' },
  wav: { demuxer: 'wav', muxer: 'wav' },
  aac: { demuxer: 'aac', muxer: null },
  mp2: { demuxer: 'mp3', muxer: null },
  mp1: { demuxer: 'mp3', muxer: null },
  au: { demuxer: 'au', muxer: null },
}

/** Of a file by the ending of its name; undefined when it is no audio that LibreTime takes. */
export const formatOf = (name: string): AudioFormat | undefined =>
  FORMATS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()]
