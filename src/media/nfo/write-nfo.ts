import { ConflictError, InvalidInputError } from '../../kernel/errors.ts'
import { decodeNfo, type NfoText } from './decode.ts'
import { editedStretch } from './edits.ts'
import { parseElements, type Element, type Parsed } from './elements.ts'
import type { NfoChanges, NfoFacts, NfoKind } from './model.ts'
import { readFacts } from './read-facts.ts'
import { aroundRoots, documentsOf, isTakenFor, parseNfo } from './read-nfo.ts'
import { sheetOf, type Sheet } from './sheet.ts'
import { writeFacts } from './write-facts.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/**
 * The file with these facts, or null when it tells them already: then it must not be written, since a new time makes
 * players scan again. Only what tells something else is touched; all other bytes, and the encoding, stay.
 * @param former the file as it is, null when there is none
 * @param changes of several, each an episode of one file: known by season and episode, added when it is not there
 * @throws InvalidInputError as `readNfo`, and `nfo/odd-fact`, `nfo/encoding-not-written`
 * @throws ConflictError `nfo/broken`, `nfo/other-text`, `nfo/other-kind`, `nfo/which-episode`: the file can't be
 * edited without losing something, so it stays
 */
export function writeNfo(former: Uint8Array | null, changes: NfoChanges | readonly NfoChanges[]): Uint8Array | null {
  const wanted: readonly NfoChanges[] = Array.isArray(changes) ? changes : [changes as NfoChanges]
  if (former === null) return Buffer.from(freshFile(wanted, '\n'))
  const source = decodeNfo(former)
  const parsed = parseNfo(source.text)
  if (parsed.isCut || parsed.isUnclosed || parsed.wronglyClosed !== undefined)
    throw new ConflictError('nfo/broken', { params: { tag: parsed.wronglyClosed ?? '' } })
  const documents = documentsOf(parsed)
  if (documents.length === 0) return besideLinks(source, parsed, wanted)
  const sheet = sheetOf(source.text, documents[0])
  editDocuments(sheet, documents, wanted)
  if (sheet.edits.length === 0) return null
  return source.edited(sheet.edits)
}

function freshFile(wanted: readonly NfoChanges[], eol: string): string {
  return [DECLARATION, ...wanted.map((changes) => freshDocument(changes, { eol, indent: '' })), ''].join(eol)
}

function freshDocument(changes: NfoChanges, { eol, indent }: { eol: string; indent: string }): string {
  const text = `${indent}<${changes.kind}>${eol}${indent}</${changes.kind}>`
  const [root] = parseElements(text).roots
  const sheet: Sheet = { ...sheetOf(text, undefined), eol }
  if (root !== undefined) writeFacts(sheet, root, changes)
  return editedStretch(text, { start: indent.length, end: text.length }, sheet.edits)
}

/** A file that only links gets its document before the links: players read both. */
function besideLinks(source: NfoText, parsed: Parsed, wanted: readonly NfoChanges[]): Uint8Array {
  const { text } = source
  const declaration = /^\s*<\?xml[^>]*>\s*/.exec(text)?.[0] ?? ''
  const other = parsed.roots.length > 0 ? text : aroundRoots(parsed).slice(declaration.length)
  if (other.replace(/https?:\/\/\S+|\btt\d{7,10}\b/g, '').trim() !== '') throw new ConflictError('nfo/other-text')
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const documents = wanted.map((changes) => freshDocument(changes, { eol, indent: '' }) + eol).join('')
  const head = declaration === '' ? DECLARATION + eol : declaration.trimEnd() + eol
  return source.edited([{ at: 0, end: declaration.length, text: head + documents }])
}

interface Told {
  root: Element
  facts: NfoFacts
}

function editDocuments(sheet: Sheet, documents: readonly Element[], wanted: readonly NfoChanges[]): void {
  const told = documents.map((root): Told => ({ root, facts: readFacts(sheet.text, root) }))
  const added: NfoChanges[] = []
  for (const changes of wanted) {
    const taken = told.filter(({ root }) => isTakenFor(changes.kind, root.name as NfoKind))
    if (taken.length === 0) throw otherKind(changes.kind, documents)
    const isOne = changes.kind !== 'episodedetails' || (taken.length === 1 && wanted.length === 1)
    const document = isOne ? taken[0] : findEpisode(taken, changes)
    if (document === undefined) added.push(changes)
    else writeFacts(sheet, document.root, changes)
  }
  appendDocuments(sheet, documents, added)
}

function findEpisode(told: readonly Told[], { season, episode }: NfoChanges): Told | undefined {
  if (season == null || episode == null) throw new InvalidInputError('nfo/which-episode')
  return told.find(({ facts }) => facts.season === season && facts.episode === episode)
}

function otherKind(kind: NfoKind, documents: readonly Element[]): ConflictError {
  return new ConflictError('nfo/other-kind', { params: { kind, root: documents[0]?.name ?? '' } })
}

function appendDocuments(sheet: Sheet, documents: readonly Element[], added: readonly NfoChanges[]): void {
  const last = documents.at(-1)
  if (last === undefined) return
  const before = sheet.text.slice(sheet.text.lastIndexOf('\n', last.start) + 1, last.start)
  const indent = /^[ \t]*$/.test(before) ? before : ''
  const text = added.map((changes) => sheet.eol + indent + freshDocument(changes, { eol: sheet.eol, indent })).join('')
  if (text !== '') sheet.edits.push({ at: last.end, end: last.end, text })
}
