import sharp from 'sharp'

/** A picture that nobody took: hills under a sky, another one for each seed. */
export interface Scene {
  seed: number
  width: number
  height: number
  /** Words at its foot, as on a poster; none unless given. */
  title?: string
  year?: number
}

const GOLDEN = 0.618_033_988_75

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const HILLS = 4
const POINTS = 7

function hill({ width, height }: Scene, next: () => number, depth: number): string {
  const foot = height * (0.5 + 0.13 * depth)
  const points = Array.from({ length: POINTS }, (_, n) => {
    const y = foot - next() * height * 0.2
    return `${(n / (POINTS - 1)) * width} ${y.toFixed(0)}`
  })
  return `M0 ${height} L${points.join(' L')} L${width} ${height} Z`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function words({ width, height, title, year }: Scene): string {
  if (title === undefined) return ''
  const size = Math.min(width / 9, (width * 1.5) / title.length)
  const font = `font-family="Inter, Helvetica, Arial, DejaVu Sans, sans-serif" fill="#fff" text-anchor="middle"`
  const below = year === undefined ? '' : String(year)
  return `<rect y="${height * 0.72}" width="${width}" height="${height * 0.28}" fill="#000" opacity=".45"/>
    <text x="${width / 2}" y="${height * 0.85}" ${font} font-weight="700" font-size="${size}">${escaped(title)}</text>
    <text x="${width / 2}" y="${height * 0.92}" ${font} font-size="${width / 18}" opacity=".8">${below}</text>`
}

function svgOf(scene: Scene): string {
  const { seed, width, height } = scene
  const next = numbersOf(seed)
  const hue = ((seed * GOLDEN) % 1) * 360
  const other = (hue + 150 + next() * 60) % 360
  const light = 55 + next() * 25
  const sun = { x: width * (0.2 + next() * 0.6), y: height * (0.18 + next() * 0.2), r: width * (0.05 + next() * 0.06) }
  const hills = Array.from({ length: HILLS }, (_, depth) => {
    const fill = `hsl(${other.toFixed(0)} ${30 + depth * 6}% ${46 - depth * 11}%)`
    return `<path d="${hill(scene, next, depth)}" fill="${fill}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="hsl(${hue.toFixed(0)} 55% ${(light - 30).toFixed(0)}%)"/>
      <stop offset=".65" stop-color="hsl(${((hue + 40) % 360).toFixed(0)} 70% ${light.toFixed(0)}%)"/>
    </linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="#fff" opacity=".85"/>
    ${hills.join('')}${words(scene)}
  </svg>`
}

export const drawScene = (scene: Scene): Promise<Buffer> =>
  sharp(Buffer.from(svgOf(scene)))
    .jpeg({ quality: 82 })
    .toBuffer()

export interface Photo extends Scene {
  camera: { make: string; model: string }
  /** As EXIF writes it: `2024:07:13 18:15:22`. */
  takenAt: string
  /** Such as `+02:00`, of cameras that know it. */
  offset?: string
}

/** A picture as a camera writes it. */
export const takePhoto = ({ camera, takenAt, offset, ...scene }: Photo): Promise<Buffer> =>
  sharp(Buffer.from(svgOf(scene)))
    .jpeg({ quality: 82 })
    .withExif({
      IFD0: { Make: camera.make, Model: camera.model, DateTime: takenAt },
      IFD2: { DateTimeOriginal: takenAt, ...(offset === undefined ? {} : { OffsetTimeOriginal: offset }) },
    })
    .toBuffer()
