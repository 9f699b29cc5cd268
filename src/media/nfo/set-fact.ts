import { InvalidInputError } from '../../kernel/errors.ts'
import { childrenNamed } from './elements.ts'
import { findValue } from './read-facts.ts'
import { fill, takeOut, type Box } from './sheet.ts'
import type { ReadValue } from './values.ts'
import { cleanText } from './xml-text.ts'

interface Single<Value> {
  fact: string
  tags: readonly [string, ...string[]]
  read: ReadValue<Value>
}

/**
 * How a value is said in a file; empty when it says nothing.
 * @throws InvalidInputError `nfo/odd-fact` when a reader would read something else
 */
export function sayFact<Value extends string | number>(
  { fact, read }: Omit<Single<Value>, 'tags'>,
  value: Value,
): string {
  const said = cleanText(String(value))
  const wanted = said === '' ? undefined : read(said)
  if (said !== '' && String(wanted) !== said)
    throw new InvalidInputError('nfo/odd-fact', { params: { fact, value: said.slice(0, 80) } })
  return said
}

/** Sets a tag that holds one value; where several could hold it, the one that readers take. */
export function setFact<Value extends string | number>(
  box: Box,
  single: Single<Value>,
  value: Value | null | undefined,
): void {
  if (value === undefined) return
  const { tags, read } = single
  const said = value === null ? '' : sayFact(single, value)
  const found = findValue({ text: box.sheet.text, root: box.element }, tags, read)
  if (said === '') {
    if (found !== undefined) for (const element of childrenNamed(box.element, tags)) takeOut(box.sheet, element)
    return
  }
  if (found !== undefined && String(found.value) === said) return
  const element = found?.element ?? tags.flatMap((tag) => childrenNamed(box.element, [tag]))[0]
  if (element === undefined) box.add(tags[0], { tag: tags[0], holds: said })
  else fill(box.sheet, element, said)
}
