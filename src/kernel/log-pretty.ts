const COLOURS: Record<string, number> = { trace: 90, debug: 90, info: 36, warn: 33, error: 31, fatal: 31 }

interface Line {
  time: string
  level: string
  area?: string
  msg?: string
  err?: { stack?: string }
  [field: string]: unknown
}

/** A log line for eyes: `12:00:03 info  jobs  Something changed  jobId=4`. Times are UTC, as in the file. */
export function prettyLine(json: string): string {
  const { time, level, area = '', msg = '', err, ...fields } = JSON.parse(json) as Line
  const colour = COLOURS[level] ?? 0
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${visible(JSON.stringify(value))}`)
  const head = `\u001b[90m${time.slice(11, 19)}\u001b[0m \u001b[${colour}m${level.padEnd(5)}\u001b[0m ${area.padEnd(8)} ${visible(msg)}`
  const stack = typeof err?.stack === 'string' ? `\n${err.stack.split('\n').map(visible).join('\n')}` : ''
  return `${head}${rest.length === 0 ? '' : `  \u001b[90m${rest.join(' ')}\u001b[0m`}${stack}\n`
}

/** Characters that move a cursor, end a line or turn the writing direction, as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
