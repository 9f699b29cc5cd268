import { z } from 'zod'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const PART = 13
const PARTS = 4
/** Easily mistaken, and no letters of the alphabet. */
const MISTAKEN: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '8': 'B' }

/**
 * A device ID as Syncthing writes it: eight groups of seven. Spaces, dashes and case are as one likes, and 0, 1 and 8
 * count as O, I and B, as there.
 * @returns undefined when a letter is missing or a check digit is wrong
 */
export function readDeviceId(text: string): string | undefined {
  const letters = text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[018]/g, (digit) => MISTAKEN[digit] ?? digit)
  const bare = letters.length === PART * PARTS ? letters : withoutChecks(letters)
  if (bare === undefined || !/^[A-Z2-7]{52}$/.test(bare)) return undefined
  const whole = partsOf(bare, PART)
    .map((part) => part + checkOf(part))
    .join('')
  return partsOf(whole, 7).join('-')
}

function withoutChecks(letters: string): string | undefined {
  if (letters.length !== (PART + 1) * PARTS) return undefined
  const parts = partsOf(letters, PART + 1)
  const isRight = parts.every((part) => part.at(-1) === checkOf(part.slice(0, PART)))
  return isRight ? parts.map((part) => part.slice(0, PART)).join('') : undefined
}

const partsOf = (text: string, length: number): string[] => text.match(new RegExp(`.{${length}}`, 'g')) ?? []

/** QUIRK(syncthing): its Luhn mod 32 doubles the other letters than the standard; its IDs hold to it. */
function checkOf(part: string): string {
  let [factor, sum] = [1, 0]
  for (const letter of part) {
    const addend = factor * ALPHABET.indexOf(letter)
    factor = factor === 2 ? 1 : 2
    sum += Math.floor(addend / ALPHABET.length) + (addend % ALPHABET.length)
  }
  return ALPHABET[(ALPHABET.length - (sum % ALPHABET.length)) % ALPHABET.length] ?? ''
}

export const deviceIdText = z
  .string()
  .max(100)
  .transform((text, context) => {
    const deviceId = readDeviceId(text)
    if (deviceId !== undefined) return deviceId
    context.addIssue({ code: 'custom', message: 'syncthing/bad-device-id' })
    return z.NEVER
  })
