import { XMLParser } from 'fast-xml-parser'
import { InvalidInputError } from '../../kernel/errors.ts'
import { decodeEntities, decodeText, cleanText } from './xml-text.ts'

const DEEPEST = 64
/** Opening and closing tags, comments and CDATA together: bounds the parser's work. */
const MOST_TAGS = 50_000

/** A `<` that begins no tag, comment or CDATA is text. Hidden from the parser by a character of the same length. */
const STRAY = /<(?![A-Za-z_:\u0080-\uffff/?]|!--|!\[CDATA\[)/g
const HIDDEN = '\u001a'

/** Where an element stands in the text. What it holds is read from there, so reading and editing see the same. */
export interface Element {
  name: string
  start: number
  /** Behind the `>` of the opening tag. */
  openEnd: number
  /** Where the closing tag begins; `openEnd` for `<a/>`. */
  closeStart: number
  end: number
  children: readonly Element[]
}

export interface Parsed {
  text: string
  roots: readonly Element[]
  /** Ends without closing all its elements. */
  isUnclosed: boolean
  /** Ends within a tag, a comment or CDATA, which is left out. */
  isCut: boolean
  /** Name of the element that another one's closing tag stands in. Nothing behind is read, as players do. */
  wronglyClosed: string | undefined
}

// Names are read from the text: the parser gets one harmless name for all, since it refuses some (`__proto__`).
const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEEPEST,
  transformTagName: (name) => (name.endsWith('/') ? 'e/' : 'e'),
})
const PLACE = XMLParser.getMetaDataSymbol() as symbol

interface Node {
  e?: readonly Node[]
  [place: symbol]: { startIndex: number; endIndex?: number } | undefined
}

/**
 * The elements of a text as players read it: bare `&` and `<`, several roots, text around them and a missing end are
 * no obstacle.
 * @throws InvalidInputError `nfo/doctype`, `nfo/too-many-tags`, `nfo/too-deep`, `nfo/unreadable`
 */
export function parseElements(text: string): Parsed {
  if (hasDoctype(text)) throw new InvalidInputError('nfo/doctype')
  if (countTags(text) > MOST_TAGS) throw new InvalidInputError('nfo/too-many-tags', { params: { most: MOST_TAGS } })
  const masked = text.replace(STRAY, HIDDEN)
  try {
    return placed(text, parse(masked), false)
  } catch (error) {
    if (error instanceof InvalidInputError) throw error
    return parseCut(text, masked, error)
  }
}

export function hasDoctype(text: string): boolean {
  return /<!\s*(DOCTYPE|ENTITY)/i.test(text)
}

function countTags(text: string): number {
  let count = 0
  for (let at = text.indexOf('<'); at >= 0 && count <= MOST_TAGS; at = text.indexOf('<', at + 1)) count += 1
  return count
}

function parse(masked: string): readonly Node[] {
  try {
    return parser.parse(masked) as readonly Node[]
  } catch (error) {
    if (!/nested tags/i.test((error as Error).message)) throw error
    throw new InvalidInputError('nfo/too-deep', { params: { most: DEEPEST }, cause: error })
  }
}

/** Reads what comes before the piece that does not end. */
function parseCut(text: string, masked: string, error: unknown): Parsed {
  // The parser counts in a text with short line ends; such a file is never edited, so its places may move.
  const [shortText, short] = [text, masked].map((whole) => whole.replace(/\r\n?/g, '\n')) as [string, string]
  const at = cutAt(short, (error as Error).message)
  if (at < 0) throw new InvalidInputError('nfo/unreadable', { cause: error })
  try {
    return placed(shortText.slice(0, at), parse(short.slice(0, at)), true)
  } catch (second) {
    if (second instanceof InvalidInputError) throw second
    throw new InvalidInputError('nfo/unreadable', { cause: second })
  }
}

function cutAt(text: string, message: string): number {
  const place = /position (\d+)/.exec(message)?.[1]
  if (place !== undefined) return Number(place)
  if (message.includes('Comment')) return text.indexOf('<!--', text.lastIndexOf('-->') + 1)
  if (message.includes('CDATA')) return text.indexOf('<![CDATA[', text.lastIndexOf(']]>') + 1)
  if (message.includes('Pi Tag')) return text.indexOf('<?', text.lastIndexOf('?>') + 1)
  return text.indexOf('</', text.lastIndexOf('>') + 1)
}

function placed(text: string, nodes: readonly Node[], isCut: boolean): Parsed {
  const wrong = firstWrong(text, nodes)
  const stopAt = wrong?.at ?? text.length
  let isUnclosed = false
  const build = (node: Node): Element[] => {
    const place = node[PLACE]
    if (place === undefined || place.startIndex >= stopAt) return []
    const { startIndex: start, endIndex = text.length + 1 } = place
    const isOpen = endIndex > stopAt
    if (isOpen && wrong === undefined) isUnclosed = true
    const openEnd = openingEnd(text, start)
    const isEmpty = text[openEnd - 2] === '/'
    const closeStart = isEmpty ? openEnd : isOpen ? stopAt : text.lastIndexOf('</', endIndex - 1)
    const children = (node.e ?? []).flatMap(build)
    return [{ name: nameAt(text, start), start, openEnd, closeStart, end: isOpen ? stopAt : endIndex, children }]
  }
  return { text, roots: nodes.flatMap(build), isUnclosed, isCut, wronglyClosed: wrong?.name }
}

/** The first closing tag that closes another element; up to it the parser's tree is right. */
function firstWrong(text: string, nodes: readonly Node[]): { at: number; name: string } | undefined {
  let first: { at: number; name: string } | undefined
  for (const node of nodes) {
    const place = node[PLACE]
    if (place === undefined) continue
    const inside = firstWrong(text, node.e ?? [])
    if (inside !== undefined && inside.at < (first?.at ?? Infinity)) first = inside
    if (place.endIndex === undefined || text.startsWith('/>', place.endIndex - 2)) continue
    const at = text.lastIndexOf('</', place.endIndex - 1)
    const name = nameAt(text, place.startIndex)
    if (text.slice(at + 2, place.endIndex - 1).trim() !== name && at < (first?.at ?? Infinity)) first = { at, name }
  }
  return first
}

const NAME = /<([^\s/>]*)/y

function nameAt(text: string, start: number): string {
  NAME.lastIndex = start
  return NAME.exec(text)?.[1] ?? ''
}

function openingEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === '>') return at + 1
    if (character !== '"' && character !== "'") continue
    const closing = text.indexOf(character, at + 1)
    if (closing < 0) break
    at = closing
  }
  return text.length
}

export interface Attribute {
  value: string
  /** Of `name="value"`. */
  start: number
  end: number
}

const ATTRIBUTE = /[\s/]*([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/y

export function attributesOf(text: string, element: Element): Map<string, Attribute> {
  const found = new Map<string, Attribute>()
  ATTRIBUTE.lastIndex = element.start + 1 + element.name.length
  while (ATTRIBUTE.lastIndex < element.openEnd) {
    const from = ATTRIBUTE.lastIndex
    const match = ATTRIBUTE.exec(text)
    const name = match?.[1]
    if (match === null || name === undefined || ATTRIBUTE.lastIndex > element.openEnd) break
    const value = cleanText(decodeEntities(match[2] ?? match[3] ?? ''))
    const start = from + match[0].indexOf(name)
    if (!found.has(name)) found.set(name, { value, start, end: from + match[0].length })
  }
  return found
}

export function attributeOf(text: string, element: Element, name: string): string | undefined {
  return attributesOf(text, element).get(name)?.value
}

/** What an element says, tags left out. */
export function textOf(text: string, element: Element): string {
  return cleanText(rawTextOf(text, element))
}

function rawTextOf(text: string, element: Element): string {
  let said = ''
  let at = element.openEnd
  for (const child of element.children) {
    said += decodeText(text.slice(at, child.start)) + rawTextOf(text, child)
    at = child.end
  }
  return said + decodeText(text.slice(at, element.closeStart))
}

export function childrenNamed(element: Element, names: readonly string[]): Element[] {
  return element.children.filter((child) => names.includes(child.name))
}

export function childNamed(element: Element, name: string): Element | undefined {
  return element.children.find((child) => child.name === name)
}
