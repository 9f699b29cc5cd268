import { InvalidInputError } from '../../kernel/errors.ts'
import { childNamed, type Element } from './elements.ts'
import type { NfoActor } from './model.ts'
import { castOf, type Found } from './read-facts.ts'
import { sayFact, setFact } from './set-fact.ts'
import { arrange, openBox, type Box, type ListItem, type Sheet } from './sheet.ts'
import { readText, readWhole } from './values.ts'
import { cleanText } from './xml-text.ts'

type Wanted = NfoActor & { place: number }

/** Sets the whole cast. An actor who stays keeps all that the file knows of them. */
export function writeCast(box: Box, actors: readonly NfoActor[] | null | undefined): void {
  if (actors === undefined) return
  const wanted = inPlaces(actors ?? [])
  const present = castOf(box.sheet.text, box.element)
  if (present.length === wanted.length && wanted.every((actor, index) => isHeld(actor, present[index]?.value))) return
  const slots = present.map(({ element }) => element).toSorted((a, b) => a.start - b.start)
  // A file that tells no order tells it by its lines, and goes on to.
  const isOrdered =
    slots.length === 0 ||
    wanted.some(({ order }) => order !== undefined) ||
    slots.some((element) => childNamed(element, 'order') !== undefined)
  const left = new Set(present)
  const items = wanted.map((actor): ListItem => {
    const known = findActor(left, actor)
    if (known !== undefined) left.delete(known)
    const edits = known === undefined ? [] : editsOf(box.sheet, known.element, { ...actor, isOrdered })
    return { reuse: known?.element, edits, fresh: { tag: 'actor', holds: partsOf(actor, isOrdered) } }
  })
  arrange(box, slots, items)
}

function inPlaces(actors: readonly NfoActor[]): Wanted[] {
  return actors
    .map((actor, index): Wanted => {
      const name = cleanText(actor.name)
      if (name === '') throw new InvalidInputError('nfo/odd-fact', { params: { fact: 'actors', value: '' } })
      const [role, thumb] = [cleanText(actor.role ?? ''), cleanText(actor.thumb ?? '')]
      return { name, role, thumb, order: actor.order, place: actor.order ?? index }
    })
    .toSorted((a, b) => a.place - b.place)
}

function isHeld(wanted: Wanted, present: NfoActor | undefined): boolean {
  return (
    present !== undefined &&
    wanted.name === present.name &&
    (wanted.role === '' || wanted.role === present.role) &&
    (wanted.thumb === '' || wanted.thumb === present.thumb) &&
    (wanted.order === undefined || wanted.order === present.order)
  )
}

function findActor(left: ReadonlySet<Found<NfoActor>>, { name, role }: Wanted): Found<NfoActor> | undefined {
  const ofName = [...left].filter(({ value }) => value.name === name)
  return ofName.find(({ value }) => value.role === role) ?? ofName[0]
}

const ORDER = { fact: 'actors.order', read: readWhole }
type Said = Wanted & { isOrdered: boolean }

function editsOf(sheet: Sheet, element: Element, { role, thumb, place, isOrdered }: Said): Sheet['edits'] {
  const inside = openBox({ ...sheet, edits: [] }, element)
  if (role !== '') setFact(inside, { fact: 'actors.role', tags: ['role'], read: readText }, role)
  if (isOrdered) setFact(inside, { ...ORDER, tags: ['order'] }, place)
  if (thumb !== '') setFact(inside, { fact: 'actors.thumb', tags: ['thumb'], read: readText }, thumb)
  inside.close()
  return inside.sheet.edits
}

function partsOf({ name, role = '', thumb = '', place }: Wanted, isOrdered: boolean): { tag: string; holds: string }[] {
  const parts = [
    { tag: 'name', holds: name },
    { tag: 'role', holds: role },
    { tag: 'order', holds: isOrdered ? sayFact(ORDER, place) : '' },
    { tag: 'thumb', holds: thumb },
  ]
  return parts.filter(({ holds }) => holds !== '')
}
