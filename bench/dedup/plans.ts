import { type Content, type Planned, type Random, random, type TreePlan } from './tree.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** Bytes as Latin-1 text: what the plan keeps of a name. */
const bytesOf = (name: string): string => Buffer.from(name).toString('latin1')

const ODD_NAMES = [
  'Ame\u0301lie.jpg',
  'Am\u00e9lie.jpg',
  'IMG_7.JPG',
  'img_7.jpg',
  'two\nlines.jpg',
  '-rf.jpg',
  '🌅 dawn.jpg',
  `${'n'.repeat(251)}.jpg`,
  ' leading.jpg',
  'trailing. ',
].map(bytesOf)
ODD_NAMES.push('\xff\xfe.jpg', 'caf\xe9.jpg')

interface Draft {
  entries: Planned[]
  originals: number[]
  draw: Random
  nextClass: number
}

const whole = (draw: Random, from: number, to: number): number => Math.floor(from + draw() * (to - from))

function pickOriginal(draft: Draft): number {
  return draft.originals[whole(draft.draw, 0, draft.originals.length)] as number
}

function contentOf(draft: Draft, entry: number): Content {
  const planned = draft.entries[entry]
  if (planned?.kind !== 'file') throw new Error(`entry ${entry} is no file`)
  return planned.content
}

function addOriginal(draft: Draft, path: string, size: number): void {
  const contentClass = draft.nextClass++
  if (size >= 16) draft.originals.push(draft.entries.length)
  draft.entries.push({ kind: 'file', path, content: { contentClass, size, stamp: contentClass } })
}

/** Same size and same first bytes as another file; one byte differs, in the middle or the last one. */
function addLookAlike(draft: Draft, path: string): void {
  const model = contentOf(draft, pickOriginal(draft))
  const differsAt = draft.draw() < 0.5 ? model.size - 1 : Math.floor(model.size / 2)
  if (differsAt < 8) return addOriginal(draft, path, model.size)
  draft.entries.push({ kind: 'file', path, content: { ...model, contentClass: draft.nextClass++, differsAt } })
}

function addName(draft: Draft, path: string, size: () => number): void {
  const roll = draft.originals.length < 8 ? 1 : draft.draw()
  if (roll < 0.25) draft.entries.push({ kind: 'file', path, content: contentOf(draft, pickOriginal(draft)) })
  else if (roll < 0.28) addLookAlike(draft, path)
  else if (roll < 0.29) draft.entries.push({ kind: 'link', path, to: pickOriginal(draft) })
  else if (roll < 0.295) draft.entries.push({ kind: 'symlink', path, to: pickOriginal(draft) })
  else if (roll < 0.3) addOriginal(draft, path, 0)
  else addOriginal(draft, path, size())
}

/** Look-alikes of one file differ from each other only when their bytes do: classes by model and place. */
function settleClasses(entries: Planned[]): Planned[] {
  const classes = new Map<string, number>()
  for (const entry of entries) {
    if (entry.kind !== 'file') continue
    const { stamp, differsAt, contentClass } = entry.content
    const key = `${stamp}:${differsAt ?? ''}`
    const settled = classes.get(key) ?? contentClass
    classes.set(key, settled)
    entry.content = { ...entry.content, contentClass: settled }
  }
  return entries
}

/** 20,000 names, about 7 GB: photos, some videos, many small sidecars; a quarter are duplicates. Small: 800 names. */
export function planMedia(isSmall: boolean): TreePlan {
  const draw = random(20_260_101)
  const scale = isSmall ? 32 : 1
  const draft: Draft = { entries: [], originals: [], draw, nextClass: 1 }
  const size = (): number => {
    const roll = draw()
    if (roll < 0.68) return Math.floor(whole(draw, 120 * KIB, 620 * KIB) / scale)
    return roll < 0.7 ? Math.floor(whole(draw, 3 * MIB, 12 * MIB) / scale) : whole(draw, 300, 8 * KIB)
  }
  const count = isSmall ? 800 : 20_000
  for (let at = 0; at < count; at++) {
    const folder = `${2015 + (Math.floor(at / 2000) % 10)}/${String(1 + (Math.floor(at / 160) % 12)).padStart(2, '0')}`
    const odd = at % 97 === 0 ? ODD_NAMES[(at / 97) % ODD_NAMES.length] : undefined
    const name = odd === undefined ? `IMG_${String(at).padStart(5, '0')}.JPG` : odd
    addName(draft, odd === undefined ? `${folder}/${name}` : `odd/${at}/${name}`, size)
  }
  return { name: isSmall ? 'media-small' : 'media', entries: settleClasses(draft.entries) }
}

/** Folders `part-0` to `part-3` of the tiny tree, so that memory can be measured on a quarter, a half and all of it. */
export const TINY_PARTS = 4

/** 200,000 files of 200 to 2,600 bytes, a quarter of them duplicates. Small: 2,000. */
export function planTiny(isSmall: boolean): TreePlan {
  const draw = random(20_260_102)
  const draft: Draft = { entries: [], originals: [], draw, nextClass: 1 }
  const perFolder = isSmall ? 50 : 1000
  const count = isSmall ? 2_000 : 200_000
  for (let at = 0; at < count; at++) {
    const part = Math.floor((at * TINY_PARTS) / count)
    addName(draft, `part-${part}/${Math.floor(at / perFolder)}/note-${at}.xmp`, () => whole(draw, 200, 2_600))
  }
  return { name: isSmall ? 'tiny-small' : 'tiny', entries: settleClasses(draft.entries) }
}
