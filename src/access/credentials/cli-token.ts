import { randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { LiveSecrets } from '../../kernel/redact.ts'
import { CLI_TOKEN_FILE } from '../contract.ts'
import { sha256 } from './key-format.ts'
import { writePrivateFile } from '../../kernel/private-file.ts'

const PREFIX = 'patchbay-cli_'

export interface CliToken {
  /** The token as it stands in the `Authorization` header. */
  matches(text: string): boolean
}

export const looksLikeCliToken = (text: string): boolean => text.startsWith(PREFIX)

/** Writes a new `keys/cli.token` for the local command line; the one of the last start is void. */
export async function makeCliToken(deps: { keysFolder: string; secrets: LiveSecrets }): Promise<CliToken> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
  await writePrivateFile(join(deps.keysFolder, CLI_TOKEN_FILE), `${token}\n`)
  deps.secrets.add(token)
  const hash = Buffer.from(sha256(token))
  return { matches: (text) => timingSafeEqual(Buffer.from(sha256(text)), hash) }
}

/** `cli:<user>` from what the header says; what is no user's name becomes `unknown`. */
export function cliUser(header: string | undefined): string {
  return header !== undefined && /^[\w.@\\-]{1,64}$/.test(header) ? header : 'unknown'
}
