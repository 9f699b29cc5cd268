import { childNamed } from './elements.ts'
import type { NfoArt } from './model.ts'
import { artOf } from './read-facts.ts'
import { arrange, openBox, takeOut, type Box, type ListItem } from './sheet.ts'
import { cleanText } from './xml-text.ts'

const FANART = 'fanart'
const UNNAMED = 'thumb'

/** Sets the pictures of each kind that is named; pictures of other kinds, and of seasons, stay. */
export function writeArt(box: Box, art: readonly NfoArt[] | null | undefined): void {
  if (art === undefined) return
  if (art === null) {
    for (const { element } of artOf(box.sheet.text, box.element)) takeOut(box.sheet, element)
    return
  }
  const cleaned = art.map(({ kind, url }) => ({ kind: cleanText(kind) || UNNAMED, url: cleanText(url) }))
  const kinds = Map.groupBy(
    cleaned.filter(({ url }) => url !== ''),
    ({ kind }) => kind,
  )
  for (const [kind, ofKind] of kinds)
    writeKind(
      box,
      kind,
      ofKind.map(({ url }) => url),
    )
}

function writeKind(box: Box, kind: string, urls: readonly string[]): void {
  const present = artOf(box.sheet.text, box.element).filter(({ value }) => value.kind === kind)
  if (present.length === urls.length && present.every(({ value }, index) => value.url === urls[index])) return
  const left = new Set(present)
  const attributes = kind === FANART || kind === UNNAMED ? [] : [['aspect', kind] as const]
  const items = urls.map((url): ListItem => {
    const known = [...left].find(({ value }) => value.url === url)
    if (known !== undefined) left.delete(known)
    return { reuse: known?.element, edits: [], fresh: { tag: 'thumb', attributes, holds: url } }
  })
  const slots = present.map(({ element }) => element)
  if (kind !== FANART) return arrange(box, slots, items)
  const container = childNamed(box.element, FANART)
  if (container === undefined) return box.add(FANART, { tag: FANART, holds: items.map(({ fresh }) => fresh) })
  const inside = openBox(box.sheet, container)
  arrange(inside, slots, items)
  inside.close()
}
