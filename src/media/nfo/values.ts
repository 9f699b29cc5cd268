/** Readers of what stands in a tag; undefined when it says nothing that can be used. */
export type ReadValue<Value> = (text: string) => Value | undefined

const MOST_COUNT = 2 ** 31 - 1

export const readText: ReadValue<string> = (text) => (text === '' ? undefined : text)

/** `7.5`, `7,5`, `8/10`. */
export const readNumber: ReadValue<number> = (text) => {
  const number = /^\+?(\d{1,9}(?:[.,]\d{1,9})?)(?![\d.,])/.exec(text)?.[1]
  return number === undefined ? undefined : Number(number.replace(',', '.'))
}

/** A whole number of 0 or more; `1,234`, `1.234` and `1 234` have their thousands marked. */
export const readCount: ReadValue<number> = (text) => {
  const digits = /^(?:\d{1,3}(?:[,.' \u00a0]\d{3})+|\d{1,10})(?!\d)/.exec(text)?.[0]
  if (digits === undefined) return undefined
  const count = Number(digits.replace(/\D/g, ''))
  return count <= MOST_COUNT ? count : undefined
}

export const readWhole: ReadValue<number> = (text) => {
  const digits = /^\+?(\d{1,9})(?!\d)/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** `120`, `120 min`, `2h 5m`, `1:35:00`. */
export const readMinutes: ReadValue<number> = (text) => {
  const clock = /^(\d{1,2})(?:\s*h\w*\W*(\d{1,2})?|:(\d{2}):\d{2}$)/i.exec(text)
  if (clock !== null) return Number(clock[1]) * 60 + Number(clock[2] ?? clock[3] ?? 0)
  const minutes = readWhole(text)
  return minutes === undefined || minutes > 100_000 ? undefined : minutes
}

export const readYear: ReadValue<number> = (text) => {
  const year = Number(/^(\d{4})(?!\d)/.exec(text)?.[1])
  return year >= 1800 && year < 3000 ? year : undefined
}

/** `2001-02-03`, also with a time behind it, and `03-02-2001`. */
export const readDate: ReadValue<string> = (text) => {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text) ?? turned(/^(\d{2})-(\d{2})-(\d{4})(?!\d)/.exec(text))
  if (found === null) return undefined
  const date = found.slice(1, 4).join('-')
  const asDate = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(asDate.getTime()) || asDate.toISOString().slice(0, 10) !== date ? undefined : date
}

const turned = (found: RegExpExecArray | null): string[] | null =>
  found === null ? null : ['', found[3] ?? '', found[2] ?? '', found[1] ?? '']

export const readMoment: ReadValue<string> = (text) => {
  const date = readDate(text)
  const time = /^\S{10}[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?/.exec(text)
  return date === undefined || time === null ? date : `${date} ${time[1]}:${time[2]}:${time[3] ?? '00'}`
}

/** Players write several values into one tag this way. */
export function splitList(text: string): string[] {
  return text
    .split(' / ')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}
