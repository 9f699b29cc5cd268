import { field, type Track } from './track.ts'

/** MediaInfo's words and ffprobe's; what is not here keeps MediaInfo's word in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  avc: 'h264',
  'mpeg-4 visual': 'mpeg4',
  theora: 'theora',
  'vc-1': 'vc1',
  dv: 'dvvideo',
  jpeg: 'mjpeg',
  'jpeg 2000': 'jpeg2000',
  'h.263': 'h263',
  'sorenson spark': 'flv1',
  wmv1: 'wmv1',
  wmv2: 'wmv2',
  'ac-3': 'ac3',
  'e-ac-3': 'eac3',
  'ac-4': 'ac4',
  dts: 'dts',
  'mlp fba': 'truehd',
  'aac lc': 'aac',
  usac: 'aac',
  adpcm: 'adpcm',
  'monkey\u0027s audio': 'ape',
  'utf-8': 'subrip',
  ssa: 'ass',
  pgs: 'hdmv_pgs_subtitle',
  vobsub: 'dvd_subtitle',
  rle: 'dvd_subtitle',
  'timed text': 'mov_text',
  'dvb subtitle': 'dvb_subtitle',
  'teletext subtitle': 'dvb_teletext',
  teletext: 'dvb_teletext',
  'eia-608': 'eia_608',
  'eia-708': 'eia_608',
  n19: 'stl',
}

export function codecOf(track: Track): string {
  const format = (field(track, 'Format') ?? 'unknown').toLowerCase()
  if (format === 'mpeg video') return field(track, 'Format_Version') === 'Version 1' ? 'mpeg1video' : 'mpeg2video'
  if (format === 'mpeg audio')
    return { 'Layer 1': 'mp1', 'Layer 2': 'mp2' }[field(track, 'Format_Profile') ?? ''] ?? 'mp3'
  if (format === 'wma') return { 'Version 1': 'wmav1', Pro: 'wmapro' }[field(track, 'Format_Version') ?? ''] ?? 'wmav2'
  if (format === 'pcm') return pcmOf(track)
  return NAMES[format] ?? format.replaceAll(/[^a-z0-9]+/g, '_')
}

function pcmOf(track: Track): string {
  const bits = Number(field(track, 'BitDepth') ?? 16)
  if (field(track, 'Format_Profile') === 'Float' || field(track, 'Format_Settings_Sign') === 'Float')
    return `pcm_f${bits}le`
  const isBig = field(track, 'Format_Settings_Endianness') === 'Big'
  return bits === 8 ? 'pcm_u8' : `pcm_s${bits}${isBig ? 'be' : 'le'}`
}
