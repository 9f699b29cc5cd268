import { randomInt, timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../kernel/clock.ts'
import type { LiveSecrets } from '../../kernel/redact.ts'
import { SETUP_CODE_LIVES_MS } from '../model.ts'
import { sha256 } from './key-format.ts'
import { readPrivateFile, writePrivateFile } from '../../kernel/private-file.ts'

/** Crockford's: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 7
const GROUP_LENGTH = 4

export interface SetupCode {
  code: string
  /** Epoch ms. */
  expiresAt: number
}

export interface SetupCodeFile {
  /** The code that is valid, made anew when there is none; for the one who starts the server. */
  ensure(): Promise<SetupCode>
  /** How the code that somebody typed compares; spaces, dashes, case and look-alikes do not matter. */
  check(typed: string): Promise<{ kind: 'right'; expiresAt: number } | { kind: 'wrong' } | { kind: 'expired' }>
  remove(): Promise<void>
}

/** `keys/setup-code`: the code in the first line, its end in the second. */
export function openSetupCode(deps: { keysFolder: string; clock: Clock; secrets: LiveSecrets }): SetupCodeFile {
  const path = join(deps.keysFolder, 'setup-code')
  const read = async (): Promise<SetupCode | undefined> => {
    const [code = '', until = ''] = (await readPrivateFile(path))?.split('\n') ?? []
    const expiresAt = Date.parse(until)
    return code === '' || Number.isNaN(expiresAt) ? undefined : { code, expiresAt }
  }
  return {
    async ensure() {
      const old = await read()
      const isValid = old !== undefined && old.expiresAt > deps.clock.now()
      const now = isValid ? old : { code: makeCode(), expiresAt: deps.clock.now() + SETUP_CODE_LIVES_MS }
      if (!isValid) await writePrivateFile(path, `${now.code}\n${new Date(now.expiresAt).toISOString()}\n`)
      deps.secrets.add(now.code)
      return now
    },
    async check(typed) {
      const now = await read()
      if (now === undefined || !isSame(fold(typed), fold(now.code))) return { kind: 'wrong' }
      return now.expiresAt > deps.clock.now() ? { kind: 'right', expiresAt: now.expiresAt } : { kind: 'expired' }
    },
    remove: () => rm(path, { force: true }),
  }
}

function makeCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(32)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

const fold = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)))
