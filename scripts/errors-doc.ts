// `npm run errors-doc`: writes docs/errors.md from the catalogue, so that it can't tell anything else than the product.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './check/step.ts'
import { readCatalogue } from './check/words.ts'

export const ERRORS_DOC = join(ROOT, 'docs', 'errors.md')

const HEAD = `# Errors

Every error has a code, \`area/kebab-words\`. It is the last part of \`type\` in a problem document (RFC 9457) and never
changes; the sentences may. Words in double braces are filled in when the error is told.

This file is made from \`locales/en.json\` by \`npm run errors-doc\`; a test holds the two together.
`

/** `{{count, number}}` is for the machine: a reader only sees that something is filled in. */
const cell = (text: string | undefined): string =>
  (text ?? '')
    .replaceAll(/\{\{(\w+), number\}\}/g, '{{$1}}')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')

/** The text of docs/errors.md, by area and code. */
export function writeErrorsDoc(): string {
  const words = readCatalogue()
  const codes = Object.keys(words)
    .filter((key) => key.startsWith('error.') && !/\.(why|todo)$|_(one|many)$/.test(key))
    .map((key) => key.slice('error.'.length).replace(/_other$/, ''))
    .toSorted()
  const areas = Map.groupBy(codes, (code) => code.split('/')[0] ?? '')
  const tables = [...areas].map(([area, ofArea]) => {
    const rows = ofArea.map((code) => {
      const text = words[`error.${code}`] ?? words[`error.${code}_other`]
      const todo = [words[`error.${code}.why`], words[`error.${code}.todo`]]
        .filter((part) => part !== undefined)
        .join(' ')
      return `| \`${code}\` | ${cell(text)} | ${cell(todo)} |`
    })
    return `## ${area}\n\n| code | what it says | why, and what to do |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `${HEAD}\n${tables.join('\n')}`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(ERRORS_DOC, writeErrorsDoc())
}
