import { readFile } from 'node:fs/promises'
import type { Clips } from '../library/clips.ts'
import { takePhoto } from '../pictures.ts'

/** Files by their place below the data folder. */
export type Dropped = Record<string, Uint8Array>

interface Camera {
  make: string
  model: string
  offset?: string
  /** How it names its files. */
  name(takenAt: string, number: number): string
}

const compact = (takenAt: string): string => takenAt.replaceAll(':', '').replace(' ', '_')

const PHONE: Camera = {
  make: 'Apple',
  model: 'iPhone 15',
  offset: '+02:00',
  name: (_, number) => `IMG_${2040 + number}.JPG`,
}
const OTHER_PHONE: Camera = {
  make: 'Google',
  model: 'Pixel 8',
  offset: '+02:00',
  name: (takenAt) => `PXL_${compact(takenAt)}.jpg`,
}
const COMPACT: Camera = { make: 'FUJIFILM', model: 'X100V', name: (_, number) => `DSCF${1200 + number}.JPG` }
const BIG: Camera = { make: 'NIKON CORPORATION', model: 'NIKON Z 6', name: (_, number) => `DSC_0${500 + number}.JPG` }

const two = (value: number): string => String(value).padStart(2, '0')

/** So many pictures of a camera, some a day, on days that lie apart. */
async function shoot(
  camera: Camera,
  { count, year, month, first }: { count: number; year: number; month: number; first: number },
): Promise<[name: string, bytes: Buffer][]> {
  const shots = Array.from({ length: count }, async (_, n): Promise<[string, Buffer]> => {
    const day = 1 + ((n * 5) % 27)
    const takenAt = `${year}:${two(month + (n % 4))}:${two(day)} ${two(8 + (n % 11))}:${two((n * 17) % 60)}:${two((n * 7) % 60)}`
    const size = n % 3 === 0 ? { width: 900, height: 1200 } : { width: 1200, height: 800 }
    const { make, model, offset } = camera
    const photo = await takePhoto({ seed: first + n, ...size, camera: { make, model }, takenAt, offset })
    return [camera.name(takenAt, n), photo]
  })
  return Promise.all(shots)
}

/** Copies, and one that is not whole. */
export const NEVER_FILED = 6

/** What a household brings home: three cameras, films, copies, a live photo, one without date and one that broke off. @param share of them */
export async function householdFiles(clips: Clips, share = 1): Promise<Dropped> {
  const some = (count: number): number => Math.ceil(count * share)
  const phone = await shoot(PHONE, { count: some(26), year: 2025, month: 5, first: 100 })
  const other = await shoot(OTHER_PHONE, { count: some(18), year: 2024, month: 6, first: 200 })
  const compactShots = await shoot(COMPACT, { count: some(20), year: 2023, month: 2, first: 300 })
  const [moving, undated] = [await readFile(clips.mp4), await readFile(clips.fanart)]
  const dropped: Dropped = {}
  for (const [name, bytes] of phone) dropped[`inbox/phone/${name}`] = bytes
  for (const [name, bytes] of other) dropped[`inbox/${name}`] = bytes
  for (const [name, bytes] of compactShots) dropped[`inbox/camera/${name}`] = bytes
  for (const [name, bytes] of phone.slice(0, 3)) dropped[`inbox/phone backup/${name}`] = bytes
  for (const [name, bytes] of compactShots.slice(1, 3)) dropped[`inbox/${name.replace('.JPG', ' (1).JPG')}`] = bytes
  dropped['inbox/phone/IMG_2041.MOV'] = moving
  dropped['inbox/VID_20240713_181522.mp4'] = marked(moving, 1)
  dropped['inbox/scan of grandmother.jpg'] = undated
  const broken = other[0]?.[1] ?? undated
  dropped['inbox/phone/IMG_2099.JPG'] = broken.subarray(0, broken.length / 2)
  return dropped
}

/** A card whose pictures wait until somebody has looked. */
export async function cardFiles(): Promise<Dropped> {
  const shots = await shoot(BIG, { count: 9, year: 2025, month: 8, first: 400 })
  return Object.fromEntries(shots.map(([name, bytes]) => [`card/${name}`, bytes]))
}

/** Other bytes behind it, so that it is another file. */
const marked = (bytes: Buffer, mark: number): Buffer => Buffer.concat([bytes, Buffer.from(`\n${mark}`)])
