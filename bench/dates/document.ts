// `node bench/dates/document.ts` writes the table of cases into docs/capture-dates.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OddFile } from './cases.ts'
import { STILL_CASES } from './__fixtures__/stills.ts'
import { VIDEO_CASES } from './__fixtures__/videos.ts'

const START = '<!-- cases: written by bench/dates/document.ts -->'
const END = '<!-- end of cases -->'
export const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'capture-dates.md')

/** The document with the table of all cases between its two marks. */
export function withCases(document: string): string {
  const [before, after] = [document.indexOf(START), document.indexOf(END)]
  if (before === -1 || after < before) throw new Error(`the marks of the table are not in ${DOCUMENT}`)
  return `${document.slice(0, before + START.length)}\n\n${table()}\n\n${document.slice(after)}`
}

function table(): string {
  const head = [
    '| file | what is in it | date | offset | source | refused | exiftool agrees in |',
    '|---|---|---|---|---|---|---|',
  ]
  return [...head, ...[...STILL_CASES, ...VIDEO_CASES].map(row)].join('\n')
}

function row(odd: OddFile): string {
  const beside = (odd.beside ?? []).map((file) => ` + \`${file.name}\``).join('')
  const refused = (odd.refused ?? []).map(([source, reason]) => `${source}: ${reason}`).join('; ')
  const cells = [
    `\`${odd.name.replace('\u202f', '\u2423')}\`${beside}`,
    odd.holds,
    odd.local,
    offsetText(odd.offset),
    odd.source,
    refused || '-',
    odd.peerTag ?? '-',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function offsetText(minutes: number | undefined): string {
  if (minutes === undefined) return '-'
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

if (process.argv[1] === import.meta.filename) writeFileSync(DOCUMENT, withCases(readFileSync(DOCUMENT, 'utf8')))
