import type { ArtKind, TitleKind } from '../../titles/model.ts'

/** What a picture of a kind should be. */
export interface ArtRule {
  /** Width by height, from and to. */
  shape: readonly [from: number, to: number]
  least: readonly [width: number, height: number]
  /** As many pixels as any player shows. */
  ideal: readonly [width: number, height: number]
  /** Better without words on it. */
  isTextless: boolean
}

const WIDE = [1.7, 1.85] as const
const UPRIGHT = [0.65, 0.72] as const
const SQUARE = [0.95, 1.05] as const

const RULES: Readonly<Record<ArtKind, ArtRule>> = {
  poster: { shape: UPRIGHT, least: [500, 700], ideal: [2000, 3000], isTextless: false },
  fanart: { shape: WIDE, least: [1280, 720], ideal: [1920, 1080], isTextless: true },
  banner: { shape: [4.5, 6], least: [758, 140], ideal: [1000, 185], isTextless: false },
  clearlogo: { shape: [1.5, 4], least: [400, 100], ideal: [800, 310], isTextless: false },
  clearart: { shape: WIDE, least: [500, 281], ideal: [1000, 562], isTextless: false },
  discart: { shape: SQUARE, least: [500, 500], ideal: [1000, 1000], isTextless: false },
  keyart: { shape: UPRIGHT, least: [500, 700], ideal: [2000, 3000], isTextless: true },
  landscape: { shape: WIDE, least: [500, 281], ideal: [1920, 1080], isTextless: false },
  characterart: { shape: [0.5, 1.1], least: [300, 300], ideal: [512, 512], isTextless: true },
  thumb: { shape: WIDE, least: [320, 180], ideal: [1280, 720], isTextless: true },
}
const OF_MUSIC: ArtRule = { shape: SQUARE, least: [300, 300], ideal: [1000, 1000], isTextless: true }
const MUSIC: ReadonlySet<TitleKind> = new Set(['artist', 'album', 'song'])

/** The thumb of music is its cover, or the face of an artist. */
export const ruleOf = (kind: ArtKind, ofTitle: TitleKind): ArtRule =>
  kind === 'thumb' && MUSIC.has(ofTitle) ? OF_MUSIC : RULES[kind]
