import { childNamed, childrenNamed } from './elements.ts'
import type { NfoRating } from './model.ts'
import { isSameWord, olderRatingOf, ratingsOf, type Found } from './read-facts.ts'
import { sayFact, setFact } from './set-fact.ts'
import { openBox, setAttribute, takeOut, type Box, type NewElement } from './sheet.ts'
import { readCount, readNumber } from './values.ts'
import { cleanText } from './xml-text.ts'

const VALUE = { fact: 'ratings.value', read: readNumber }
const VOTES = { fact: 'ratings.votes', read: readCount }
const MAX = { fact: 'ratings.max', read: readNumber }
const OLDER = 'default'

/** Sets ratings by their names; others stay. The old form is kept as long as it can tell what is wanted. */
export function writeRatings(box: Box, ratings: readonly NfoRating[] | null | undefined): void {
  const { sheet, element: root } = box
  if (ratings === null) {
    for (const element of childrenNamed(root, ['ratings', 'rating', 'votes'])) takeOut(sheet, element)
    return
  }
  const wanted = (ratings ?? []).map((rating) => ({ ...rating, name: cleanText(rating.name) || OLDER }))
  if (wanted.length === 0) return
  const present = ratingsOf(sheet.text, root)
  const older = olderRatingOf(sheet.text, root)
  if (older !== undefined) setOlder(box, wanted)
  if (older !== undefined && present.length === 0 && wanted.every(isOlder)) return
  const added = wanted.filter(({ name }) => !present.some(({ value }) => isSameWord(value.name, name)))
  if (older !== undefined && present.length === 0 && !wanted.some(({ name }) => isSameWord(name, OLDER)))
    added.unshift({ ...older, isDefault: undefined })
  const chosen = chooseDefault(present, wanted, added)
  for (const { element, value } of present) {
    const change = wanted.find(({ name }) => isSameWord(name, value.name))
    const inside = openBox(sheet, element)
    setFact(inside, { ...VALUE, tags: ['value'] }, change?.value)
    setFact(inside, { ...VOTES, tags: ['votes'] }, change?.votes)
    inside.close()
    if (change?.max !== undefined && change.max !== value.max)
      setAttribute(sheet, element, { name: 'max', value: sayFact(MAX, change.max) })
    const isChosen = chosen !== undefined && isSameWord(value.name, chosen)
    if (isChosen !== value.isDefault)
      setAttribute(sheet, element, { name: 'default', value: isChosen ? 'true' : undefined })
  }
  addRatings(box, added, chosen)
}

const isOlder = ({ name, max, isDefault }: NfoRating): boolean =>
  isSameWord(name, OLDER) && (max ?? 10) === 10 && isDefault !== false

function setOlder(box: Box, wanted: readonly NfoRating[]): void {
  const change = wanted.find(isOlder)
  setFact(box, { ...VALUE, tags: ['rating'] }, change?.value)
  setFact(box, { ...VOTES, tags: ['votes'] }, change?.votes)
}

/** The one that is asked for, or is it already; a new list has its first. */
function chooseDefault(
  present: readonly Found<NfoRating>[],
  wanted: readonly NfoRating[],
  added: readonly NfoRating[],
): string | undefined {
  const isRefused = (name: string): boolean =>
    wanted.some((one) => isSameWord(one.name, name) && one.isDefault === false)
  const asked = wanted.find(({ isDefault }) => isDefault === true)?.name
  const kept = present.find(({ value }) => value.isDefault === true && !isRefused(value.name))?.value.name
  const first = present.length > 0 ? undefined : added.find(({ name }) => !isRefused(name))?.name
  return asked ?? kept ?? first
}

function addRatings(box: Box, added: readonly NfoRating[], chosen: string | undefined): void {
  if (added.length === 0) return
  const elements = added.map((rating): NewElement => {
    const votes = rating.votes === undefined ? '' : sayFact(VOTES, rating.votes)
    return {
      tag: 'rating',
      attributes: [
        ['name', rating.name],
        ['max', sayFact(MAX, rating.max ?? 10)],
        ...(rating.name === chosen ? [['default', 'true'] as const] : []),
      ],
      holds: [
        { tag: 'value', holds: sayFact(VALUE, rating.value) },
        ...(votes === '' ? [] : [{ tag: 'votes', holds: votes }]),
      ],
    }
  })
  const container = childNamed(box.element, 'ratings')
  if (container === undefined) return box.add('ratings', { tag: 'ratings', holds: elements })
  const inside = openBox(box.sheet, container)
  for (const element of elements) inside.add('rating', element)
  inside.close()
}
