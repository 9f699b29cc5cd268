import { isScalar, type Document } from 'yaml'
import { type FieldProblem, InvalidInputError, NotAllowedError } from '../kernel/errors.ts'
import type { Actor } from '../kernel/routes.ts'
import { type AllowedFolders, refuseOutside } from './allowed-folders.ts'
import { changedKeys } from './changes.ts'
import { etagOf, type FileText } from './config-file.ts'
import { nameOfKey } from './key-name.ts'
import { type Rooms, type SettingKey, splitKnown, type UnknownKey } from './keys.ts'
import { SECRET_MASK } from './marks.ts'
import { isAtOrBelow, refusal, sayType } from './problems.ts'
import { type ConfigGround, snapshotOf, type Snapshot } from './snapshot.ts'
import { isMap, sameValue, type Value, type ValueMap, valueAt } from './tree.ts'
import { parseYaml } from './yaml-text.ts'

interface Place<R extends Rooms> {
  ground: ConfigGround<R>
  allowed: AllowedFolders
}
interface Standing<R extends Rooms> {
  old: FileText
  before: Snapshot<R>
  actor: Actor
}
export interface PlannedEdit<R extends Rooms> {
  text: string
  after: Snapshot<R>
}

const DEEPEST = 20

/** The file as it would be after a merge, checked as a whole. Only what differs from what is in force is written. */
export function planPatch<R extends Rooms>(place: Place<R>, standing: Standing<R>, partial: unknown): PlannedEdit<R> {
  const wanted = readPartial(place.ground, partial)
  const news = place.ground.keys.flatMap((key) => {
    const value = valueAt(wanted, key.path)
    return value !== undefined && isNews(key, value, standing.before) ? [{ key, value }] : []
  })
  if (news.length === 0) return { text: standing.old.text, after: standing.before }
  const { document } = parseYaml(standing.old.text)
  for (const { key, value } of news) {
    refuseLocked(place.ground, key)
    put(document, key.path, value)
  }
  try {
    return checked(place, standing, matchLineEnds(standing.old.text, document.toString({ lineWidth: 0 })))
  } catch (error) {
    throw error instanceof InvalidInputError ? asValues(error, news) : error
  }
}

const OF_FILE_OR_VARIABLE = new Set(['config/invalid-line', 'config/bad-environment'])

/** Said of the values that were sent, which stand in no file: what was changed comes before what it does not go with. */
function asValues(error: InvalidInputError, news: readonly { key: SettingKey }[]): InvalidInputError {
  if (!OF_FILE_OR_VARIABLE.has(error.code)) return error
  const isSent = ({ params }: FieldProblem): boolean =>
    news.some(({ key: { key } }) => isAtOrBelow(String(params?.['key']), key))
  return refusal(
    error.fields.toSorted((a, b) => Number(isSent(b)) - Number(isSent(a))),
    { isSent: true },
  )
}

/** The file as a person typed it; masks of secrets are filled in from the file that it replaces. */
export function planText<R extends Rooms>(place: Place<R>, standing: Standing<R>, text: string): PlannedEdit<R> {
  return checked(place, standing, unmask(place.ground.keys, standing.old.text, text.replace(/^\uFEFF/, '')))
}

/** The file as it may be shown: each secret is its mask, all else stands as it was typed. */
export function maskText(keys: readonly SettingKey[], text: string): string {
  try {
    return replaceSecrets(keys, text, (value) => (value === '' || value === null ? undefined : SECRET_MASK))
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return maskLines(keys, text)
  }
}

/** A text that does not parse is shown so that it can be mended: whatever follows the name of a secret is hidden. */
function maskLines(keys: readonly SettingKey[], text: string): string {
  const names = keys.filter((key) => key.isSecret).map((key) => key.path.at(-1))
  if (names.length === 0) return text
  return text.replace(new RegExp(`\\b(${names.join('|')})(["']?\\s*:\\s*)[^\\n]*`, 'g'), `$1$2${SECRET_MASK}`)
}

function unmask(keys: readonly SettingKey[], old: string, text: string): string {
  if (!text.includes(SECRET_MASK)) return text
  const known = parseYaml(old).values
  return replaceSecrets(keys, text, (value, key) => {
    const before = valueAt(known, key.path)
    return value === SECRET_MASK && typeof before === 'string' ? before : undefined
  })
}

/** Replaces scalars in the text itself, last first, so that nothing else of it moves. */
function replaceSecrets(
  keys: readonly SettingKey[],
  text: string,
  replacement: (value: unknown, key: SettingKey) => string | undefined,
): string {
  const { document } = parseYaml(text)
  const edits = keys
    .filter((key) => key.isSecret)
    .flatMap((key) => {
      const node: unknown = document.getIn(key.path, true)
      const range = isScalar(node) ? node.range : undefined
      const by = isScalar(node) ? replacement(node.value, key) : undefined
      return range == null || by === undefined ? [] : [{ start: range[0], end: range[1], by: JSON.stringify(by) }]
    })
    .toSorted((a, b) => b.start - a.start)
  return edits.reduce((now, { start, end, by }) => now.slice(0, start) + by + now.slice(end), text)
}

function readPartial(ground: ConfigGround<Rooms>, partial: unknown): ValueMap {
  if (!isMap(partial)) throw new InvalidInputError('config/not-a-map', { status: 422, params: { line: 1 } })
  if (isDeeperThan(partial, DEEPEST)) {
    throw new InvalidInputError('config/too-deep', { status: 422, params: { line: 1, problem: '' } })
  }
  const { known, unknown, flat } = splitKnown(partial, ground.schema)
  refuseUnknown(unknown)
  if (flat.length > 0) {
    throw refusal(
      flat.map((path) => ({
        pointer: `/${path.join('/')}`,
        code: 'config/wrong-type',
        params: { key: path.join('.'), expected: sayType('object') },
      })),
    )
  }
  return known
}

function refuseUnknown(unknown: readonly (UnknownKey & { line?: number | undefined })[]): void {
  if (unknown.length === 0) return
  throw refusal(
    unknown.map(({ key, path, suggestion, line }): FieldProblem => {
      const place = { pointer: `/${path.join('/')}`, ...(line === undefined ? {} : { line }) }
      if (suggestion === undefined) return { ...place, code: 'config/unknown-key', params: { key } }
      return { ...place, code: 'config/unknown-key-like', params: { key, suggestion } }
    }),
  )
}

function isNews<R extends Rooms>(key: SettingKey, value: Value, before: Snapshot<R>): boolean {
  if (key.isSecret && value === SECRET_MASK) return false
  if (value === null) return before.origins.get(key.key) === 'file'
  return !sameValue(value, valueAt(before.values, key.path))
}

function refuseLocked(ground: ConfigGround<Rooms>, key: SettingKey): void {
  const variable = ground.environment.variables.get(key.key)
  if (variable === undefined) return
  const params = { key: key.key, name: nameOfKey(key.key), variable }
  const fields = [{ pointer: `/${key.path.join('/')}`, code: 'config/set-by-environment', params }]
  throw new InvalidInputError('config/set-by-environment', { status: 422, params, fields })
}

function put(document: Document, path: readonly string[], value: Value): void {
  if (value === null) {
    document.deleteIn(path)
    return
  }
  for (let length = 1; length < path.length; length++) {
    const section: unknown = document.getIn(path.slice(0, length), true)
    // `archive:` with nothing below it reads as null, in which nothing can be set.
    if (isScalar(section) && section.value === null) document.setIn(path.slice(0, length), document.createNode({}))
  }
  const old: unknown = document.getIn(path, true)
  if (isScalar(old) && typeof value !== 'object') old.value = value
  else document.setIn(path, document.createNode(value))
}

/** @throws when the text can't be used, or sets a folder or secret that this actor may not set */
function checked<R extends Rooms>(place: Place<R>, standing: Standing<R>, text: string): PlannedEdit<R> {
  const yaml = parseYaml(text)
  const after = snapshotOf(place.ground, yaml, etagOf(text))
  const knownBefore = new Set(standing.before.unknown.map(({ key }) => key))
  refuseUnknown(after.unknown.filter(({ key }) => !knownBefore.has(key)))
  for (const key of changedKeys(place.ground.keys, standing.before, after)) {
    refuseOutside(place.allowed, key, { value: valueAt(after.values, key.path), line: yaml.lineOf(key.path) })
    if (key.isSecret && !standing.actor.scopes.has('secrets:write')) {
      throw new NotAllowedError('config/secret-scope', { params: { key: key.key, name: nameOfKey(key.key) } })
    }
  }
  return { text, after }
}

const matchLineEnds = (old: string, text: string): string =>
  old.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text

function isDeeperThan(tree: unknown, limit: number): boolean {
  let level: unknown[] = [tree]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((node) => (typeof node === 'object' && node !== null ? Object.values(node) : []))
  }
  return false
}
