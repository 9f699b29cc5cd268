import { COMPANION_EXTENSIONS, VIDEO_EXTENSIONS } from './extensions.ts'

/** One folder or file of a path. */
export interface PathPart {
  text: string
  /** Index in the path. */
  at: number
}

export interface SplitPath {
  /** Outermost first. */
  folders: readonly PathPart[]
  /** The last part, without its extension. */
  stem: PathPart
  /** Lower case, without its dot; '' when the name ends in no extension of a film or of what lies beside one. */
  extension: string
}

const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '(': ')', '【': '】', '{': '}' }
const DRIVE = /^[a-z]:$/i

/**
 * Splits at `/` and, in a path of Windows, at `\`. A slash between spaces or within brackets is no folder: names of
 * releases give a title in two languages so.
 */
export function splitPath(path: string): SplitPath {
  const parts = cut(path).filter(({ text }) => text !== '' && text !== '.' && !DRIVE.test(text))
  const last = parts.at(-1) ?? { text: '', at: path.length }
  const extension = extensionOf(last.text)
  const stem = extension === '' ? last.text : last.text.slice(0, -extension.length - 1)
  return { folders: parts.slice(0, -1), stem: { text: stem, at: last.at }, extension: extension.toLowerCase() }
}

function cut(path: string): PathPart[] {
  const isWindows = path.includes('\\') && (/^[a-z]:/i.test(path) || !path.includes('/'))
  const lastClosers = Object.fromEntries(Object.values(CLOSERS).map((one) => [one, path.lastIndexOf(one)]))
  const parts: PathPart[] = []
  let start = 0
  let insideUntil = -1
  for (let i = 0; i < path.length; i += 1) {
    const sign = path[i] ?? ''
    const closer = CLOSERS[sign]
    if (closer !== undefined && i > insideUntil && i < (lastClosers[closer] ?? -1))
      insideUntil = path.indexOf(closer, i)
    const isSlash = sign === '/' && i > insideUntil && !(path[i - 1] === ' ' && path[i + 1] === ' ')
    if (!isSlash && !(isWindows && sign === '\\')) continue
    parts.push({ text: path.slice(start, i), at: start })
    start = i + 1
  }
  return [...parts, { text: path.slice(start), at: start }]
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const extension = dot <= 0 ? '' : name.slice(dot + 1)
  const known = extension.toLowerCase()
  return VIDEO_EXTENSIONS.has(known) || COMPANION_EXTENSIONS.has(known) ? extension : ''
}
