import type { Rule, UnreadableReason } from './model.ts'

interface Refusal extends Omit<Rule, 'pattern'> {
  reason: UnreadableReason
  fits: (stem: string) => boolean
}

/** Letters and digits that change places this often are no word. */
const CHANGES_OF_A_HASH = 4

export const REFUSALS: readonly Refusal[] = [
  { id: 'refuse.empty', reason: 'empty', fits: (stem) => !/[\p{L}\p{N}]/u.test(stem), why: 'no letter and no digit' },
  { id: 'refuse.long', reason: 'too-long', fits: (stem) => stem.length > 1024, why: 'no file system has such names' },
  {
    id: 'refuse.hexadecimal',
    reason: 'obfuscated',
    fits: (stem) => /^[0-9a-f]{24,}$/iu.test(stem),
    why: '24 hexadecimal digits or more are a hash',
  },
  {
    id: 'refuse.uuid',
    reason: 'obfuscated',
    fits: (stem) => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/iu.test(stem),
    why: 'an id that a program made',
  },
  {
    id: 'refuse.scrambled',
    reason: 'obfuscated',
    fits: (stem) => /^[a-z0-9]{20,}$/iu.test(stem) && changes(stem) >= CHANGES_OF_A_HASH,
    why: 'one long word in which letters and digits change places again and again',
  },
  {
    id: 'refuse.password',
    reason: 'password',
    fits: (stem) => /^password\b|\byenc$/iu.test(stem),
    why: 'a note of a newsgroup',
  },
]

/** Why a name tells nothing, by itself; undefined when it may. */
export function refuse(stem: string): UnreadableReason | undefined {
  return REFUSALS.find(({ fits }) => fits(stem.trim()))?.reason
}

function changes(word: string): number {
  return word.match(/[a-z](?=\d)|\d(?=[a-z])/giu)?.length ?? 0
}
