const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

export const VIDEO_EXTENSIONS = set(
  '3g2 3gp asf avi bdmv disc divx dv dvr-ms f4v flv ifo img iso m2p m2t m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf nsv ogm ogv qt rm rmvb strm ts vob webm wmv wtv',
)
export const SUBTITLE_EXTENSIONS = set('ass mks sami smi srt ssa sub sup vtt idx')
export const IMAGE_EXTENSIONS = set('jpg jpeg png webp gif bmp tbn')
export const AUDIO_EXTENSIONS = set('aac ac3 dts eac3 flac m4a mka mp3 ogg opus thd wav wma')
export const COMPANION_EXTENSIONS: ReadonlySet<string> = new Set([
  ...SUBTITLE_EXTENSIONS,
  ...IMAGE_EXTENSIONS,
  ...AUDIO_EXTENSIONS,
  ...set('nfo xml txt zip rar'),
])
