import { readFileSync, statSync } from 'node:fs'
import { createLiveSecrets, type LiveSecrets } from '../../kernel/redact.ts'

type Environment = Readonly<Record<string, string | undefined>>

const NAMED = /pass|pwd|secret|token|key|credential|auth|cookie|dsn/i
const LONGEST_FILE = 65_536

/** Every value that this process may know and that is secret: those of the log, of the vault, of variables and of files that they name. */
export async function secretsAround(deps: {
  env: Environment
  live: LiveSecrets
  vault: () => Promise<readonly string[]>
  own: readonly string[]
}): Promise<LiveSecrets> {
  const all = createLiveSecrets()
  for (const value of [...(await deps.vault()), ...deps.own, ...fromEnvironment(deps.env)]) all.add(value)
  return {
    add: (value) => all.add(value),
    redact: all.redact,
    redactKnown: (text) => all.redactKnown(deps.live.redactKnown(text)),
  }
}

export function fromEnvironment(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => [
    ...(NAMED.test(name) ? [value] : []),
    ...(name.endsWith('_FILE') ? fromFile(value) : []),
    ...inAddress(value),
  ])
}

/** What a `*_FILE` variable points to; a file that can't be read gives nothing away either. */
function fromFile(path: string): string[] {
  try {
    if (path === '' || statSync(path).size > LONGEST_FILE) return []
    const text = readFileSync(path, 'utf8').trim()
    return [text, ...text.split('\n').map((line) => line.trim()), ...inAddress(text)]
  } catch {
    return []
  }
}

/** User, password and question of an address. */
function inAddress(text: string): string[] {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return []
  const { password, searchParams } = new URL(text)
  const found = [password, ...searchParams.values()].filter((part) => part !== '')
  return found.flatMap((part) => [part, decoded(part)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
