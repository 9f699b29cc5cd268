import { InvalidInputError, type Params } from '../../kernel/errors.ts'
import { clockAt, instantAt } from '../../kernel/time.ts'

/** How a value stands in a cell. What `read` can't take is an InvalidInputError with why. */
export interface Cell<Value> {
  write(value: Value): string
  read(text: string): Value
}

export const wrong = (code: string, params: Params = {}): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params })

/** One of the words, whatever its case. */
export const wordCell = <Word extends string>(words: readonly Word[]): Cell<Word> => ({
  write: (word) => word,
  read(text) {
    const given = text.trim().toLowerCase()
    const word = words.find((one) => one === given)
    if (word === undefined) throw wrong('radio/csv-bad-word', { words: words.join(', ') })
    return word
  },
})

const noOrYes = wordCell(['no', 'yes'])
export const yesCell: Cell<boolean> = {
  write: (value) => (value ? 'yes' : 'no'),
  read: (text) => noOrYes.read(text) === 'yes',
}

/** A whole number from 1 on. */
export const numberCell: Cell<number | null> = {
  write: (value) => (value === null ? '' : String(value)),
  read(text) {
    const given = text.trim()
    if (given === '') return null
    if (!/^[1-9]\d{0,14}$/.test(given)) throw wrong('radio/csv-bad-number')
    return Number(given)
  },
}

const LENGTH = /^(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,5}(?:\.\d{1,3})?)$/
const LONGEST_MS = 86_400_000

/** `1:02:03`, `59:30` or seconds, in ms. */
export const lengthCell: Cell<number | null> = {
  write(ms) {
    if (ms === null) return ''
    const sec = Math.floor(ms / 1000)
    const [minutes, seconds] = [Math.floor(sec / 60) % 60, sec % 60].map((part) => String(part).padStart(2, '0'))
    const rest = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`
    return `${Math.floor(sec / 3600)}:${minutes}:${seconds}${rest}`
  },
  read(text) {
    const given = text.trim()
    if (given === '') return null
    const [all, hours = 0, minutes = 0, seconds = 0] = LENGTH.exec(given) ?? []
    const ms = Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000)
    const isClock = Number(seconds) < 60 && (given.split(':').length < 3 || Number(minutes) < 60)
    if (all === undefined || (given.includes(':') && !isClock) || ms < 1 || ms > LONGEST_MS)
      throw wrong('radio/csv-bad-length')
    return ms
  },
}

const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ?(Z|[+-]\d{2}:\d{2})?$/i

/** The station's clock, or any with an offset; epoch ms. An hour that comes twice is written in UTC. */
export const timeCell = (zone: string): Cell<number | null> => ({
  write(at) {
    if (at === null) return ''
    const { local } = clockAt(at, zone)
    return instantAt(local, zone) === at
      ? local.replace('T', ' ').replace(/(:00)?\.000$/, '')
      : new Date(at).toISOString()
  },
  read(text) {
    const given = text.trim()
    if (given === '') return null
    const [, day = '', clock = '', offset] = TIME.exec(given) ?? []
    const local = `${day}T${clock}`
    if (!isOnCalendar(local)) throw wrong('radio/csv-bad-time')
    const at = offset === undefined ? wallTime(local, zone) : Date.parse(`${local}${offset}`)
    if (!Number.isFinite(at)) throw wrong('radio/csv-bad-time')
    return at
  },
})

/** `Date.parse` takes the 30 February for the 2 March. */
function isOnCalendar(local: string): boolean {
  const at = Date.parse(`${local}Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(local)
}

function wallTime(local: string, zone: string): number {
  const at = instantAt(local, zone)
  if (!clockAt(at, zone).local.startsWith(local)) throw wrong('radio/csv-skipped-time')
  return at
}
