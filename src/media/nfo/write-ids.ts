import { InvalidInputError } from '../../kernel/errors.ts'
import { childrenNamed } from './elements.ts'
import type { NfoUniqueId } from './model.ts'
import { isSameWord, olderIdsOf, uniqueIdsOf, type Found } from './read-facts.ts'
import { fill, setAttribute, takeOut, type Box } from './sheet.ts'
import { ID_TAGS } from './tags.ts'
import { cleanText } from './xml-text.ts'

/** Which id players look up first, when nobody says. */
const FIRST = 'tmdb'
const UNKNOWN = 'unknown'

/** Sets ids by their types; others stay. Older tags that tell the same id follow, so that no two readers disagree. */
export function writeUniqueIds(box: Box, ids: readonly NfoUniqueId[] | null | undefined): void {
  const { sheet, element: root } = box
  if (ids === null) {
    for (const element of childrenNamed(root, ['uniqueid', ...ID_TAGS.keys()])) takeOut(sheet, element)
    return
  }
  const wanted = (ids ?? []).map(cleanId)
  if (wanted.length === 0) return
  const present = uniqueIdsOf(sheet.text, root)
  const older = olderIdsOf(sheet.text, root)
  const valueByType = new Map(
    [...present, ...older].toReversed().map(({ value }) => [value.type.toLowerCase(), value.value]),
  )
  const valueOf = (type: string): string | undefined => valueByType.get(type.toLowerCase())
  const isPresent = (type: string): boolean => present.some(({ value }) => isSameWord(value.type, type))
  // An old `<id>` goes on to tell what it told.
  const isOlder = (type: string): boolean => type === UNKNOWN && older.some(({ value }) => value.type === UNKNOWN)
  const isTold = ({ type, value }: NfoUniqueId): boolean => valueOf(type) === value || isOlder(type)
  const added = wanted.filter((id) => !isPresent(id.type) && (!isTold(id) || id.isDefault === true))
  const chosen = chooseDefault(present, wanted, added)
  for (const { element, value } of present) {
    const change = wanted.find(({ type }) => isSameWord(type, value.type))
    if (change !== undefined && change.value !== value.value) fill(sheet, element, change.value)
    const isChosen = chosen !== undefined && isSameWord(value.type, chosen)
    if (isChosen !== value.isDefault)
      setAttribute(sheet, element, { name: 'default', value: isChosen ? 'true' : undefined })
  }
  for (const { element, value } of older) {
    const change = wanted.find(({ type }) => isSameWord(type, value.type)) ?? meantBy(value, wanted, valueOf)
    if (change !== undefined && change.value !== value.value) fill(sheet, element, change.value)
  }
  for (const { type, value } of added)
    box.add('uniqueid', {
      tag: 'uniqueid',
      attributes: [['type', type], ...(type === chosen ? [['default', 'true'] as const] : [])],
      holds: value,
    })
}

function cleanId({ type, value, isDefault }: NfoUniqueId): NfoUniqueId {
  const said = cleanText(value)
  if (said === '') throw new InvalidInputError('nfo/odd-fact', { params: { fact: 'uniqueIds', value: type } })
  return { type: cleanText(type) || UNKNOWN, value: said, isDefault }
}

/** An old `<id>` holds an id of some type: which one, its value tells. */
function meantBy(
  id: NfoUniqueId,
  wanted: readonly NfoUniqueId[],
  valueOf: (type: string) => string | undefined,
): NfoUniqueId | undefined {
  return id.type === UNKNOWN ? wanted.find(({ type }) => valueOf(type) === id.value) : undefined
}

/** The one that is asked for, or is it already; with new ids and none so far TMDB's. */
function chooseDefault(
  present: readonly Found<NfoUniqueId>[],
  wanted: readonly NfoUniqueId[],
  added: readonly NfoUniqueId[],
): string | undefined {
  const isRefused = (name: string): boolean =>
    wanted.some(({ type, isDefault }) => isSameWord(type, name) && isDefault === false)
  const asked = wanted.find(({ isDefault }) => isDefault === true)?.type
  const kept = present.find(({ value }) => value.isDefault === true && !isRefused(value.type))?.value.type
  if (asked !== undefined || kept !== undefined || added.length === 0) return asked ?? kept
  const types = [...present.map(({ value }) => value.type), ...added.map(({ type }) => type)].filter(
    (type) => !isRefused(type),
  )
  return types.find((type) => isSameWord(type, FIRST)) ?? types[0]
}
