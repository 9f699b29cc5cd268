const AUDIO_TYPES: Readonly<Record<string, string>> = {
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  mp1: 'audio/mpeg',
  mp2: 'audio/mpeg',
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  m4a: 'audio/mp4',
  mp4: 'audio/mp4',
  flac: 'audio/flac',
  wav: 'audio/wav',
  au: 'audio/basic',
}

/** As browsers know it. */
export const audioTypeOf = (relPath: string): string =>
  AUDIO_TYPES[relPath.slice(relPath.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
