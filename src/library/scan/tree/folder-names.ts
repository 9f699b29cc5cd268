import { EXTRA_FOLDERS } from '../../../media/names/companion.ts'
import { AUDIO_EXTENSIONS, VIDEO_EXTENSIONS } from '../../../media/names/extensions.ts'

const EXTRA_NAMES = new Set(EXTRA_FOLDERS.map(([name]) => name))
const OTHER_NAMES = new Set(['subs', 'subtitles', 'subtitle', 'sub', '.actors', 'artwork', 'images', 'covers', 'scans'])
const DISC = /^(?:video_ts|audio_ts|bdmv|certificate|hvdvd_ts)$/i
const PART = /^(?:cd|dvd|disc|disk|part)[\s._-]?\d{1,2}$/i

/** Folders of a title, never titles themselves. */
export const isCompanionFolder = (name: string): boolean => {
  const key = name.toLowerCase()
  return EXTRA_NAMES.has(key) || OTHER_NAMES.has(key) || DISC.test(name) || PART.test(name)
}

export const isDiscFolder = (name: string): boolean => DISC.test(name)
export const isPartFolder = (name: string): boolean => PART.test(name)

export const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

export const isVideo = (name: string): boolean => VIDEO_EXTENSIONS.has(extensionOf(name))
export const isAudio = (name: string): boolean => AUDIO_EXTENSIONS.has(extensionOf(name))
