import { attributeOf, attributesOf, childNamed, childrenNamed, textOf, type Element } from './elements.ts'
import type { NfoActor, NfoArt, NfoFacts, NfoKind, NfoRating, NfoSet, NfoUniqueId } from './model.ts'
import {
  ID_TAGS,
  LIST_TAGS,
  NUMBER_TAGS,
  tagsOf,
  TEXT_TAGS,
  type ListFact,
  type NumberFact,
  type TextFact,
} from './tags.ts'
import { readCount, readNumber, readWhole, splitList, type ReadValue } from './values.ts'

export interface Found<Value> {
  value: Value
  element: Element
}

/** Told of each value that can't be used. */
export type Doubt = (tag: string, value: string) => void
const noDoubt: Doubt = () => undefined

/** The facts of one document. */
export function readFacts(text: string, root: Element, doubt: Doubt = noDoubt): NfoFacts {
  const kind = root.name as NfoKind
  const facts: NfoFacts = { kind }
  for (const fact of Object.keys(TEXT_TAGS) as TextFact[]) {
    const found = findValue({ text, root, doubt }, tagsOf(kind, fact), TEXT_TAGS[fact].read)
    if (found !== undefined) facts[fact] = found.value
  }
  for (const fact of Object.keys(NUMBER_TAGS) as NumberFact[]) {
    const found = findValue({ text, root, doubt }, tagsOf(kind, fact), NUMBER_TAGS[fact].read)
    if (found !== undefined) facts[fact] = found.value
  }
  for (const fact of Object.keys(LIST_TAGS) as ListFact[]) {
    const list = readList(text, root, tagsOf(kind, fact))
    if (list.length > 0) facts[fact] = list
  }
  const set = readSet(text, root)
  if (set !== undefined) facts.set = set
  const ratings = readRatings(text, root, doubt)
  if (ratings.length > 0) facts.ratings = ratings
  const actors = castOf(text, root).map(({ value }) => value)
  if (actors.length > 0) facts.actors = actors
  const uniqueIds = readUniqueIds(text, root)
  if (uniqueIds.length > 0) facts.uniqueIds = uniqueIds
  const art = artOf(text, root).map(({ value }) => value)
  if (art.length > 0) facts.art = art
  return facts
}

/** The first usable value of the first of these tags that has one. */
export function findValue<Value>(
  within: { text: string; root: Element; doubt?: Doubt },
  tags: readonly string[],
  read: ReadValue<Value>,
): Found<Value> | undefined {
  for (const tag of tags)
    for (const element of childrenNamed(within.root, [tag])) {
      const said = textOf(within.text, element)
      const value = read(said)
      if (value !== undefined) return { value, element }
      if (said !== '') within.doubt?.(tag, said)
    }
  return undefined
}

export function readList(text: string, root: Element, tags: readonly string[]): string[] {
  return childrenNamed(root, tags).flatMap((element) => splitList(textOf(text, element)))
}

function readSet(text: string, root: Element): NfoSet | undefined {
  const element = childNamed(root, 'set')
  if (element === undefined) return undefined
  const inside = childNamed(element, 'name')
  const name = textOf(text, inside ?? element)
  const overview = childNamed(element, 'overview')
  if (name === '' || (inside === undefined && overview !== undefined)) return undefined
  const said = overview === undefined ? '' : textOf(text, overview)
  return said === '' ? { name } : { name, overview: said }
}

/** `<ratings>`, or the old form when there are none in it. */
function readRatings(text: string, root: Element, doubt: Doubt): NfoRating[] {
  const ratings = ratingsOf(text, root, doubt).map(({ value }) => value)
  if (ratings.length > 0) return ratings
  const older = olderRatingOf(text, root, doubt)
  return older === undefined ? [] : [older]
}

/** The one rating that `<rating>` and `<votes>` tell. */
export function olderRatingOf(text: string, root: Element, doubt: Doubt = noDoubt): NfoRating | undefined {
  const value = findValue({ text, root, doubt }, ['rating'], readNumber)?.value
  if (value === undefined) return undefined
  const votes = findValue({ text, root, doubt }, ['votes'], readCount)?.value
  return { name: 'default', value, max: 10, isDefault: true, ...(votes === undefined ? {} : { votes }) }
}

export function ratingsOf(text: string, root: Element, doubt: Doubt = noDoubt): Found<NfoRating>[] {
  const elements = childrenNamed(root, ['ratings']).flatMap((ratings) => childrenNamed(ratings, ['rating']))
  const found = new Map<string, Found<NfoRating>>()
  for (const element of elements) {
    const within = { text, root: element, doubt }
    const value = findValue(within, ['value'], readNumber)?.value
    const name = attributeOf(text, element, 'name') || 'default'
    if (value === undefined || found.has(name.toLowerCase())) continue
    const votes = findValue(within, ['votes'], readCount)?.value
    const max = readNumber(attributeOf(text, element, 'max') ?? '') ?? 10
    const isDefault = attributeOf(text, element, 'default') === 'true'
    const rating = { name, value, max, isDefault, ...(votes === undefined ? {} : { votes }) }
    found.set(name.toLowerCase(), { element, value: rating })
  }
  return [...found.values()]
}

/** By order; who has none comes where the file has them. */
export function castOf(text: string, root: Element): Found<NfoActor>[] {
  const cast: (Found<NfoActor> & { order: number })[] = []
  for (const element of childrenNamed(root, ['actor'])) {
    const said = (tag: string): string => {
      const child = childNamed(element, tag)
      return child === undefined ? '' : textOf(text, child)
    }
    const name = said('name')
    if (name === '') continue
    const order = readWhole(said('order')) ?? cast.length
    const [role, thumb] = [said('role'), said('thumb')]
    const value = { name, order, ...(role === '' ? {} : { role }), ...(thumb === '' ? {} : { thumb }) }
    cast.push({ element, order, value })
  }
  return cast.toSorted((a, b) => a.order - b.order)
}

/** By type; a file may be made to have very many. */
function firstOfEach(found: readonly Found<NfoUniqueId>[]): Found<NfoUniqueId>[] {
  const first = new Map<string, Found<NfoUniqueId>>()
  for (const id of found) {
    const key = id.value.type.toLowerCase()
    if (!first.has(key)) first.set(key, id)
  }
  return [...first.values()]
}

export const isSameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** `<uniqueid>` first; the older tags count where it has none of their type. */
function readUniqueIds(text: string, root: Element): NfoUniqueId[] {
  return firstOfEach([...uniqueIdsOf(text, root), ...olderIdsOf(text, root)]).map(({ value }) => value)
}

export function uniqueIdsOf(text: string, root: Element): Found<NfoUniqueId>[] {
  const found = childrenNamed(root, ['uniqueid']).flatMap((element): Found<NfoUniqueId>[] => {
    const value = textOf(text, element)
    const attributes = attributesOf(text, element)
    const type = attributes.get('type')?.value || 'unknown'
    const isDefault = attributes.get('default')?.value === 'true'
    return value === '' ? [] : [{ element, value: { type, value, isDefault } }]
  })
  return firstOfEach(found)
}

export function olderIdsOf(text: string, root: Element): Found<NfoUniqueId>[] {
  return childrenNamed(root, [...ID_TAGS.keys()]).flatMap((element) => {
    const value = textOf(text, element)
    const type = ID_TAGS.get(element.name) ?? 'unknown'
    return value === '' ? [] : [{ element, value: { type, value, isDefault: false } }]
  })
}

/** Pictures of the title itself; those of its seasons are left out. */
export function artOf(text: string, root: Element): Found<NfoArt>[] {
  const inFanart = new Set(childrenNamed(root, ['fanart']).flatMap((fanart) => childrenNamed(fanart, ['thumb'])))
  return [...childrenNamed(root, ['thumb']), ...inFanart].flatMap((element) => {
    const url = textOf(text, element)
    const attributes = attributesOfArt(text, element)
    if (url === '' || attributes.isOfSeason) return []
    const kind = inFanart.has(element) ? 'fanart' : attributes.aspect || 'thumb'
    return [{ element, value: { kind, url } }]
  })
}

function attributesOfArt(text: string, element: Element): { aspect: string | undefined; isOfSeason: boolean } {
  return {
    aspect: attributeOf(text, element, 'aspect'),
    isOfSeason: attributeOf(text, element, 'season') !== undefined || attributeOf(text, element, 'type') === 'season',
  }
}
