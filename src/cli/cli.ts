import { type Api, connect } from './client.ts'

/** 0 ok, 1 error, 2 usage, 3 findings, 4 needs attention. */
export const EXIT = { ok: 0, error: 1, usage: 2, findings: 3, attention: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What every command works with: where it talks to, and how. */
export interface Cli {
  env: Readonly<Record<string, string | undefined>>
  dataFolder: string
  configFile: string | undefined
  isJson: boolean
  /** Both ends are a terminal: progress bars, questions and the menu are possible. */
  isTty: boolean
  api(): Api
  /** The answer; stdout. */
  out(text: string): void
  /** Talk; stderr. */
  note(text: string): void
  /** Aborts at Ctrl-C. */
  signal: AbortSignal
}

/** The answer as JSON with `--json`, in words else. */
export function show(cli: Cli, value: unknown, inWords: () => string): void {
  cli.out(cli.isJson ? JSON.stringify(value, null, 2) : inWords())
}

export interface CliPlace {
  env: Cli['env']
  dataFolder: string
  configFile: string | undefined
  isJson: boolean
  signal: AbortSignal
}

export function createCli(place: CliPlace): Cli {
  let api: Api | undefined
  return {
    ...place,
    isTty: process.stdout.isTTY && process.stdin.isTTY,
    api: () => (api ??= connect(place.dataFolder, place.env)),
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  }
}
