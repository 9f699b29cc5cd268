import { isScalar, isSeq, parseDocument, type Document } from 'yaml'
import type { ConfigView, SettingView } from '../../src/config/contract.ts'

/** One edit with two views: the form changes the text, the text is what is saved. */
export interface ConfigEdit {
  text: string
  document: Document
  /** 1-based line that is no YAML. */
  brokenLine: number | null
}

/** A value that the server refused: its key, its line, and why. */
export interface WrongValue {
  key: string
  line: number | null
  text: string
}

export function readText(text: string): ConfigEdit {
  const document = parseDocument(text)
  return {
    text,
    document,
    brokenLine: document.errors[0]?.linePos?.[0].line ?? (document.errors.length > 0 ? 1 : null),
  }
}

/** Where a value stands in the text: `['server', 'allowed_hosts', 0]`. */
export type ValuePath = readonly (string | number)[]

export const pathOf = (key: string): ValuePath => key.split('.')

/** The text with one value changed; comments and order stay. */
export const withValue = (edit: ConfigEdit, path: ValuePath, value: unknown): ConfigEdit =>
  changed(edit, (document) => {
    const before = document.getIn(path, true)
    // An empty text needs quotes; what takes its place does not.
    if (isScalar(before) && before.value === '') delete before.type
    document.setIn(path, value)
  })

/** The text without a setting, whose default holds again, or without an entry of a list. */
export const withoutValue = (edit: ConfigEdit, path: ValuePath): ConfigEdit =>
  changed(edit, (document) => document.deleteIn(path))

/** The text with one more entry at the end of a list. */
export const withEntry = (edit: ConfigEdit, path: ValuePath, entry: unknown): ConfigEdit =>
  changed(edit, (document) => {
    if (isSeq(document.getIn(path, true))) document.addIn(path, entry)
    else document.setIn(path, [entry])
  })

/**
 * The edit on top of what somebody else has saved meanwhile. An edit by hand keeps its own comments and form, and takes
 * in the settings that the other has changed.
 */
export function withMeanwhile(
  { before, edit, now }: { before: ConfigEdit; edit: ConfigEdit; now: ConfigEdit },
  { mine, theirs }: { mine: readonly string[]; theirs: readonly string[] },
): ConfigEdit {
  if (now.brokenLine !== null) return edit
  const isByForm = before.brokenLine === null && withKeys(before, edit, mine).text === edit.text
  if (isByForm) return withKeys(now, edit, mine)
  const others = theirs.filter((key) => !mine.includes(key))
  return withKeys(edit, now, others)
}

/** `onto` with some settings as they stand in `from`. */
const withKeys = (onto: ConfigEdit, from: ConfigEdit, keys: readonly string[]): ConfigEdit =>
  keys.length === 0
    ? onto
    : changed(onto, (document) => {
        const source = from.document.clone()
        for (const path of keys.map(pathOf)) {
          if (source.hasIn(path)) document.setIn(path, source.getIn(path, true))
          else if (document.hasIn(path)) document.deleteIn(path)
        }
      })

function changed(edit: ConfigEdit, change: (document: Document) => void): ConfigEdit {
  const document = edit.document.clone()
  change(document)
  return readText(document.toString({ lineWidth: 0 }))
}

/** What the form shows: the text's value, else what is in force without the file. */
export function valueOf(edit: ConfigEdit, setting: SettingView): unknown {
  if (setting.origin === 'environment') return setting.value
  const written: unknown = edit.document.getIn(setting.key.split('.'))
  return written === undefined || written === null ? setting.default : toPlain(written)
}

const toPlain = (node: unknown): unknown =>
  typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function'
    ? (node.toJSON() as unknown)
    : node

/** 1-based line of a setting in the text. */
export function lineOf(edit: ConfigEdit, key: string): number | null {
  const node: unknown = edit.document.getIn(key.split('.'), true)
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null
  return edit.text.slice(0, Number(node.range[0])).split('\n').length
}

/** Settings whose value is another than in the text that was loaded. */
export function changedKeys(view: ConfigView, before: ConfigEdit, after: ConfigEdit): string[] {
  return view.settings
    .filter((setting) => JSON.stringify(valueOf(before, setting)) !== JSON.stringify(valueOf(after, setting)))
    .map((setting) => setting.key)
}
