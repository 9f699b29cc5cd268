import { readFileSync } from 'node:fs'

/** How `strace` begins to write down what a program and its threads open. */
export const traceOpens = (file: string): readonly string[] => [
  'strace',
  '-D',
  '-f',
  '-qq',
  '-e',
  'trace=open,openat',
  '-o',
  file,
]

/** Files below a folder that were opened; listing a folder opens that too, which is no file. */
export function openedBelow(file: string, folder: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"${folder}/`) && !line.includes('O_DIRECTORY'))
    .map((line) => /"([^"]+)"/.exec(line)?.[1] ?? '')
    .filter((path) => !path.endsWith('/.patchbay-root'))
}
