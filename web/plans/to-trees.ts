import type { OperationView } from '../../src/plans/contract.ts'
import type { TreeLine } from '../parts/plan-view.ts'
import { formatExact } from '../format.ts'
import { isWord, say } from '../words.ts'

/** Where a file stands before or after an operation on it. */
interface Place {
  root: string
  path: string
}

interface Trees {
  before: TreeLine[]
  after: TreeLine[]
  /** The reason of every line, said once, where all have the same. */
  reason: string | undefined
}

/**
 * Before and after trees of the operations: a folder line, then its files, in the order of their paths. What is no file
 * has a line with its title, then one for each value that changes, in the order of the plan.
 */
export function toTrees(operations: readonly OperationView[]): Trees {
  const before = new Map<string, TreeLine[]>()
  const after = new Map<string, TreeLine[]>()
  const reason = sameReason(operations)
  const things = { before: [] as TreeLine[], after: [] as TreeLine[] }
  for (const operation of operations) {
    const from = placeOf(operation.before)
    const to = placeOf(operation.after)
    const id = String(operation.operationId)
    if (from === undefined && to === undefined) {
      const why = operation.error?.text ?? (reason === undefined ? shortReason(operation.reason) : undefined)
      things.before.push(...valuesOf(operation.before, { id: `b${id}`, mark: 'change' }))
      things.after.push(...valuesOf(operation.after, { id: `a${id}`, mark: markOfThing(operation), reason: why }))
      continue
    }
    if (from !== undefined) add(before, from, { id: `b${id}`, depth: 1, name: nameOf(from), mark: markBefore(to) })
    if (to !== undefined)
      add(after, to, {
        id: `a${id}`,
        depth: 1,
        name: nameOf(to),
        mark: markAfter(operation, from),
        reason: operation.error?.text ?? (reason === undefined ? shortReason(operation.reason) : undefined),
      })
  }
  return {
    before: [...linesOf(before), ...things.before],
    after: [...linesOf(after), ...things.after],
    reason,
  }
}

function valuesOf(side: Readonly<Record<string, unknown>>, line: Pick<TreeLine, 'id' | 'mark' | 'reason'>): TreeLine[] {
  const title = titleOf(side)
  if (title === undefined) return []
  const others = Object.entries(side).filter(([name]) => name !== 'title' && name !== 'id')
  return [
    { ...line, depth: 0, name: title },
    ...others.map(([name, value]) => ({
      id: `${line.id}.${name}`,
      depth: 1,
      name: say('web.plan.value', { name: nameInWords(name), value: inWords(name, value) }),
    })),
  ]
}

function nameInWords(name: string): string {
  const key = `web.plan.field.${name}`
  return isWord(key) ? say(key) : name
}

/** Instants are epoch ms or RFC 3339; what people read is a date and a time. */
function inWords(name: string, value: unknown): string {
  if (value === '' || value == null) return '–'
  const atMs = !name.endsWith('At') ? Number.NaN : typeof value === 'string' ? Date.parse(value) : Number(value)
  if (!Number.isNaN(atMs)) return formatExact(atMs)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const titleOf = ({ title }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof title === 'string' ? title : undefined

function markOfThing({ state, before }: OperationView): NonNullable<TreeLine['mark']> {
  if (state === 'failed' || state === 'skipped') return 'keep'
  return titleOf(before) === undefined ? 'add' : 'change'
}

/** An operation's `before` or `after`: `{ root, path }`, or nothing on that side. */
function placeOf({ root, path }: Readonly<Record<string, unknown>>): Place | undefined {
  return typeof path === 'string' ? { root: typeof root === 'string' ? root : '', path } : undefined
}

/** Which file an operation is about, or the title of what it is about. */
export const subjectOf = ({ before, after }: OperationView): string =>
  (placeOf(before) ?? placeOf(after))?.path ?? titleOf(before) ?? titleOf(after) ?? ''

function markBefore(to: Place | undefined): NonNullable<TreeLine['mark']> {
  return to === undefined || to.root === 'trash' ? 'remove' : 'move'
}

function markAfter(operation: OperationView, from: Place | undefined): NonNullable<TreeLine['mark']> {
  if (operation.state === 'failed' || operation.state === 'skipped') return 'keep'
  return from === undefined || from.path !== operation.after['path'] || from.root !== operation.after['root']
    ? 'add'
    : 'change'
}

function sameReason([first, ...others]: readonly OperationView[]): string | undefined {
  if (first === undefined || others.length === 0) return undefined
  const reason = shortReason(first.reason)
  return others.every((other) => shortReason(other.reason) === reason) ? reason : undefined
}

/** The folder already says the date, so of a date only its source is left to say. */
function shortReason({ code, text }: OperationView['reason']): string {
  const key = `capture-date.source.${code.slice('date.'.length)}`
  return code.startsWith('date.') && isWord(key) ? say(key) : text
}

const nameOf = ({ path }: Place) => path.slice(path.lastIndexOf('/') + 1)

function folderOf({ root, path }: Place): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return root === '' ? folder : `${root}/${folder}`
}

function add(folders: Map<string, TreeLine[]>, place: Place, line: TreeLine): void {
  const folder = folderOf(place)
  const lines = folders.get(folder)
  if (lines === undefined) folders.set(folder, [line])
  else lines.push(line)
}

function linesOf(folders: ReadonlyMap<string, readonly TreeLine[]>): TreeLine[] {
  return [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, lines]) => [
      { id: `folder:${folder}`, depth: 0, name: folder, isFolder: true, reason: String(lines.length) },
      ...lines,
    ])
}
