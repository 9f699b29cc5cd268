import { childNamed, childrenNamed, textOf, type Element } from './elements.ts'
import type { NfoChanges, NfoKind } from './model.ts'
import { readList } from './read-facts.ts'
import { arrange, fill, openBox, takeOut, type Box, type Sheet } from './sheet.ts'
import { LIST_TAGS, NUMBER_TAGS, tagsOf, TEXT_TAGS, type ListFact, type NumberFact, type TextFact } from './tags.ts'
import { setFact } from './set-fact.ts'
import { readText, splitList } from './values.ts'
import { writeArt } from './write-art.ts'
import { writeCast } from './write-cast.ts'
import { writeRatings } from './write-ratings.ts'
import { writeUniqueIds } from './write-ids.ts'
import { cleanText } from './xml-text.ts'

/**
 * Adds to the sheet what makes this document tell the facts; nothing when it does already.
 * @throws InvalidInputError `nfo/odd-fact` for what a reader would not read back as it is
 */
export function writeFacts(sheet: Sheet, root: Element, changes: NfoChanges): void {
  const box = openBox(sheet, root)
  const kind = root.name as NfoKind
  for (const fact of Object.keys(TEXT_TAGS) as TextFact[])
    setFact(box, { fact, tags: tagsOf(kind, fact), read: TEXT_TAGS[fact].read }, changes[fact])
  for (const fact of Object.keys(NUMBER_TAGS) as NumberFact[])
    setFact(box, { fact, tags: tagsOf(kind, fact), read: NUMBER_TAGS[fact].read }, changes[fact])
  for (const fact of Object.keys(LIST_TAGS) as ListFact[]) writeList(box, tagsOf(kind, fact), changes[fact])
  writeSet(box, changes.set)
  writeRatings(box, changes.ratings)
  writeUniqueIds(box, changes.uniqueIds)
  writeCast(box, changes.actors)
  writeArt(box, changes.art)
  box.close()
}

function writeList(box: Box, tags: readonly [string, ...string[]], list: readonly string[] | null | undefined): void {
  if (list === undefined) return
  const { text } = box.sheet
  const wanted = (list ?? []).flatMap((value) => splitList(cleanText(value)))
  const present = readList(text, box.element, tags)
  if (present.length === wanted.length && present.every((value, index) => value === wanted[index])) return
  const slots = childrenNamed(box.element, tags).filter((element) => textOf(text, element) !== '')
  const left = new Set(slots)
  const items = wanted.map((value) => {
    const reuse = [...left].find((element) => textOf(text, element) === value)
    if (reuse !== undefined) left.delete(reuse)
    return { reuse, edits: [], fresh: { tag: tags[0], holds: value } }
  })
  arrange(box, slots, items)
}

function writeSet(box: Box, set: NfoChanges['set']): void {
  if (set === undefined) return
  const name = cleanText(set?.name ?? '')
  const overview = set?.overview === undefined ? undefined : cleanText(set.overview)
  const element = childNamed(box.element, 'set')
  if (name === '') {
    if (element !== undefined && textOf(box.sheet.text, element) !== '') takeOut(box.sheet, element)
    return
  }
  const nested = [
    { tag: 'name', holds: name },
    ...(overview === undefined || overview === '' ? [] : [{ tag: 'overview', holds: overview }]),
  ]
  if (element === undefined) return box.add('set', { tag: 'set', holds: nested })
  if (element.children.length > 0) return setNested(box, element, { name, overview })
  const isNamed = textOf(box.sheet.text, element) === name
  if (nested.length > 1) fill(box.sheet, element, nested)
  else if (!isNamed) fill(box.sheet, element, name)
}

function setNested(
  box: Box,
  element: Element,
  { name, overview }: { name: string; overview: string | undefined },
): void {
  const inside = openBox(box.sheet, element)
  setFact(inside, { fact: 'set.name', tags: ['name'], read: readText }, name)
  setFact(inside, { fact: 'set.overview', tags: ['overview'], read: readText }, overview)
  inside.close()
}
