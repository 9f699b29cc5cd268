import { createWriteStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { InvalidInputError } from '../kernel/errors.ts'
import { say } from '../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from './cli.ts'
import type { Args } from './command.ts'

/**
 * To a file that is not there yet.
 * @throws InvalidInputError `cli/no-export`
 */
export async function writeNewFile(path: string, data: string | Uint8Array, mode = 0o666): Promise<void> {
  try {
    await writeFile(path, data, { flag: 'wx', mode })
  } catch (cause) {
    throw new InvalidInputError('cli/no-export', { params: { path }, cause })
  }
}

/**
 * What the server answered, to the file that `--out` names and that is not there yet, or to the terminal.
 * @throws InvalidInputError `cli/no-export`
 */
export async function writeExport(cli: Cli, response: Response, options: Args['options']): Promise<ExitCode> {
  const path = options['out'] as string | undefined
  if (path === undefined) {
    cli.out((await response.text()).trimEnd())
    return EXIT.ok
  }
  const into = createWriteStream(path, { flags: 'wx' })
  let isOurs = false
  into.once('open', () => (isOurs = true))
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), into)
  } catch (cause) {
    if (isOurs) await rm(path, { force: true })
    throw new InvalidInputError('cli/no-export', { params: { path }, cause })
  }
  show(cli, { path }, () => say('cli.programme.exported', { path }))
  return EXIT.ok
}
