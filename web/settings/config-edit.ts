import { parseDocument, type Document } from 'yaml'
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

/** The text with one setting changed; comments and order stay. */
export function withValue(edit: ConfigEdit, key: string, value: unknown): ConfigEdit {
  const document = edit.document.clone()
  document.setIn(key.split('.'), value)
  return readText(document.toString({ lineWidth: 0 }))
}

/** The text without a setting: its default holds again. */
export function withoutValue(edit: ConfigEdit, key: string): ConfigEdit {
  const document = edit.document.clone()
  document.deleteIn(key.split('.'))
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

export interface FieldShape {
  kind: 'switch' | 'choice' | 'number' | 'text' | 'complex'
  options: readonly string[]
}

/** What kind of field a setting wants, by the JSON Schema that the server sent. */
export function shapeOf(view: ConfigView, key: string): FieldShape {
  const schema = schemaAt(view.schema, key.split('.'))
  if (Array.isArray(schema['enum'])) return { kind: 'choice', options: schema['enum'].map(String) }
  if (schema['type'] === 'boolean') return { kind: 'switch', options: [] }
  if (schema['type'] === 'number' || schema['type'] === 'integer') return { kind: 'number', options: [] }
  if (schema['type'] === 'array' || schema['type'] === 'object') return { kind: 'complex', options: [] }
  return { kind: 'text', options: [] }
}

type Schema = Readonly<Record<string, unknown>>

function schemaAt(schema: Schema, [name, ...rest]: readonly string[]): Schema {
  if (name === undefined) return schema
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined
  const next = properties?.[name]
  return next === undefined ? {} : schemaAt(next, rest)
}
