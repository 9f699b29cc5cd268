import { readFileSync } from 'node:fs'
import { InvalidInputError } from './errors.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The secret that `<variable>_FILE` points to, without the newline at its end.
 * @throws InvalidInputError `config/secret-file` when it can't be read
 */
export function readSecretFile(env: Variables, name: string): { variable: string; text: string } | undefined {
  const variable = `${name}_FILE`
  const file = env[variable]
  if (file === undefined || file === '') return undefined
  try {
    return { variable, text: readFileSync(file, 'utf8').replace(/\r?\n$/, '') }
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new InvalidInputError('config/secret-file', { status: 422, params: { variable, file, errno }, cause })
  }
}
