import { pino, stdSerializers, stdTimeFunctions } from 'pino'
import { openLogFile, type LogFileOptions } from './log-file.ts'
import { prettyLine, visible } from './log-pretty.ts'
import { createLiveSecrets, type LiveSecrets, redactKeys } from './redact.ts'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** A static message and its fields: ids, not objects. error = someone must act, warn = degraded, info = state changed. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface LogBook extends Disposable {
  /** The logger of one area: `http`, `jobs`, `archive`. */
  area(name: string): Log
  readonly level: LogLevel
  /** Takes effect at once, for every area. */
  setLevel(level: LogLevel): void
  /** Hears each line as it was written: one JSON object, redacted, without its end. */
  subscribe(listener: (line: string) => void): () => void
  /** Values that no line may hold. */
  readonly secrets: LiveSecrets
}

export interface LogOptions {
  level: LogLevel
  file?: LogFileOptions
  /** Where a person or a service manager reads along; `pretty` for a terminal. */
  terminal?: { write(text: string): void; form: 'pretty' | 'json' }
  secrets?: LiveSecrets
}

export function openLog(options: LogOptions): LogBook {
  const secrets = options.secrets ?? createLiveSecrets()
  const file = options.file === undefined ? undefined : openLogFile(options.file)
  const listeners = new Set<(line: string) => void>()
  const { terminal } = options

  const destination = {
    write(raw: string) {
      const line = visible(secrets.redact(raw.trimEnd()))
      file?.write(`${line}\n`)
      terminal?.write(terminal.form === 'pretty' ? prettyLine(line) : `${line}\n`)
      for (const listener of listeners) listener(line)
    },
  }
  const root = pino(
    {
      level: options.level,
      base: undefined,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactKeys(fields) as Record<string, unknown>,
      },
      serializers: { err: (error: Error) => redactKeys(stdSerializers.err(error)) },
    },
    destination,
  )
  const areas = new Map<string, pino.Logger>()
  return {
    area(name) {
      const known = areas.get(name) ?? root.child({ area: name })
      areas.set(name, known)
      return known
    },
    get level() {
      return root.level as LogLevel
    },
    setLevel(level) {
      root.level = level
      for (const logger of areas.values()) logger.level = level
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    secrets,
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  }
}
