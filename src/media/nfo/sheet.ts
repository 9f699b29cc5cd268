import { attributesOf, type Element } from './elements.ts'
import { editedStretch, type Edit } from './edits.ts'
import { placeOf } from './tags.ts'
import { escapeAttribute, escapeText } from './xml-text.ts'

/** A text that is being edited. Places are those of the text as it was. */
export interface Sheet {
  text: string
  eol: string
  /** What one level is indented by. */
  unit: string
  edits: Edit[]
}

export interface NewElement {
  tag: string
  attributes?: readonly (readonly [name: string, value: string])[]
  /** Text, or elements. */
  holds: string | readonly NewElement[]
}

const UNIT = '  '

export function sheetOf(text: string, root: Element | undefined): Sheet {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const [child] = root?.children ?? []
  if (root === undefined || child === undefined) return { text, eol, unit: UNIT, edits: [] }
  const [outer, inner] = [blankBefore(text, root.start), blankBefore(text, child.start)].map(indentOf)
  const unit = inner?.startsWith(outer ?? '') ? inner.slice(outer?.length) : ''
  return { text, eol, unit: unit || UNIT, edits: [] }
}

function blankBefore(text: string, at: number): string {
  let from = at
  while (from > 0 && ' \t\r\n'.includes(text[from - 1] ?? '')) from -= 1
  return text.slice(from, at)
}

const indentOf = (blank: string): string => blank.slice(blank.lastIndexOf('\n') + 1)

function render(sheet: Sheet, element: NewElement, gap: string): string {
  const attributes = element.attributes ?? []
  const said = attributes.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('')
  return `<${element.tag}${said}>${renderInside(sheet, element.holds, gap)}</${element.tag}>`
}

function renderInside(sheet: Sheet, holds: NewElement['holds'], gap: string): string {
  if (typeof holds === 'string') return escapeText(holds).replaceAll('\n', sheet.eol)
  const inner = gap === '' ? '' : gap + sheet.unit
  return holds.map((child) => inner + render(sheet, child, inner)).join('') + gap
}

/** Replaces what an element holds; its attributes stay. */
export function fill(sheet: Sheet, element: Element, holds: NewElement['holds']): void {
  const blank = blankBefore(sheet.text, element.start)
  const gap = blank.includes('\n') ? sheet.eol + indentOf(blank) : ''
  const inside = renderInside(sheet, holds, gap)
  if (sheet.text[element.openEnd - 2] === '/')
    sheet.edits.push({ at: element.openEnd - 2, end: element.openEnd, text: `>${inside}</${element.name}>` })
  else sheet.edits.push({ at: element.openEnd, end: element.closeStart, text: inside })
}

/** Sets an attribute, or takes it out when it is to say nothing. */
export function setAttribute(
  sheet: Sheet,
  element: Element,
  { name, value }: { name: string; value: string | undefined },
): void {
  const present = attributesOf(sheet.text, element).get(name)
  const behindName = element.start + 1 + element.name.length
  const at = present?.start ?? behindName
  if (value === undefined) {
    const blank = blankBefore(sheet.text, at).length
    sheet.edits.push({ at: at - blank, end: present?.end ?? at, text: '' })
  } else {
    const said = `${name}="${escapeAttribute(value)}"`
    sheet.edits.push({ at, end: present?.end ?? at, text: present === undefined ? ` ${said}` : said })
  }
}

/** Takes an element out, with the blank before it. */
export function takeOut(sheet: Sheet, element: Element): void {
  const blank = blankBefore(sheet.text, element.start).length
  sheet.edits.push({ at: element.start - blank, end: element.end, text: '' })
}

/** An element that gets new children. `close` makes the edits; nothing is added without it. */
export interface Box {
  sheet: Sheet
  element: Element
  /** Behind `after`, or the last child that players would write before it. `added` may be text that is ready. */
  add(tag: string, added: NewElement | string, after?: Element): void
  close(): void
}

export function openBox(sheet: Sheet, element: Element): Box {
  const gap = gapIn(sheet, element)
  const additions: { at: number; place: number; text: string }[] = []
  return {
    sheet,
    element,
    add(tag, added, after) {
      const place = placeOf(tag)
      const before =
        after ?? element.children.findLast((child) => child.name === tag || isBefore(placeOf(child.name), place))
      const at = before?.end ?? (place < 0 ? element.children.at(-1)?.end : undefined) ?? element.openEnd
      additions.push({ at, place, text: gap + (typeof added === 'string' ? added : render(sheet, added, gap)) })
    },
    close() {
      if (additions.length === 0) return
      const edits = additions.toSorted((a, b) => a.at - b.at || a.place - b.place)
      const isEmptyTag = sheet.text[element.openEnd - 2] === '/'
      if (isEmptyTag) sheet.edits.push({ at: element.openEnd - 2, end: element.openEnd - 1, text: '' })
      sheet.edits.push(...edits.map(({ at, text }) => ({ at, end: at, text })))
      const needsGap =
        element.children.length === 0 && !sheet.text.slice(element.openEnd, element.closeStart).includes('\n')
      const outer = needsGap && gap !== '' ? gap.slice(0, gap.length - sheet.unit.length) : ''
      const closing = outer + (isEmptyTag ? `</${element.name}>` : '')
      if (closing !== '') sheet.edits.push({ at: element.closeStart, end: element.closeStart, text: closing })
    },
  }
}

/** What stands before each child: a new line with its indent, or nothing where all is on one line. */
function gapIn(sheet: Sheet, element: Element): string {
  const [child] = element.children
  if (child !== undefined) {
    const blank = blankBefore(sheet.text, child.start)
    return blank.includes('\n') ? sheet.eol + indentOf(blank) : ''
  }
  const blank = blankBefore(sheet.text, element.start)
  const hasLines = blank.includes('\n') || sheet.text.slice(element.openEnd, element.closeStart).includes('\n')
  return hasLines ? sheet.eol + indentOf(blank) + sheet.unit : ''
}

const isBefore = (other: number, place: number): boolean => other >= 0 && place >= 0 && other <= place

/** One entry of a list: an element that is there already, changed or not, or a new one. */
export interface ListItem {
  reuse: Element | undefined
  /** Of `reuse`. */
  edits: readonly Edit[]
  fresh: NewElement
}

/** Makes the elements of a list say `items`, in that order; an element that moves takes along all it holds. */
export function arrange(box: Box, slots: readonly Element[], items: readonly ListItem[]): void {
  const { sheet } = box
  const gap = gapIn(sheet, box.element)
  items.forEach(({ reuse, edits, fresh }, index) => {
    const slot = slots[index]
    const ready = (): string =>
      reuse === undefined ? render(sheet, fresh, gap) : editedStretch(sheet.text, reuse, edits)
    if (slot === undefined) box.add(fresh.tag, ready(), slots.at(-1))
    else if (slot === reuse) sheet.edits.push(...edits)
    else sheet.edits.push({ at: slot.start, end: slot.end, text: ready() })
  })
  for (const slot of slots.slice(items.length)) takeOut(sheet, slot)
}
