import { enableCompileCache } from 'node:module'
import { parseArgs } from 'node:util'
import type { App } from './compose.ts'

// Before anything else is loaded: it halves the time of every start but the first.
enableCompileCache()
const { compose } = await import('./compose.ts')
const { AppError, InvalidInputError } = await import('./kernel/errors.ts')
const { say, sayError } = await import('./kernel/words.ts')
type Field = InstanceType<typeof AppError>['fields'][number]

const WRONG_USE = 2
const isTerminal = process.stdout.isTTY

/** @throws InvalidInputError also for an empty name, which is a variable of a shell that was not set */
function readFlags(): { data?: string; config?: string; demo?: boolean } {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, config: { type: 'string' }, demo: { type: 'boolean' } },
    })
    if (!Object.values(values).includes('')) return values
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
  }
  throw new InvalidInputError('start/bad-arguments', { params: { words: process.argv.slice(2).join(' ') } })
}

function printWelcome(app: App): void {
  const lines = [say('start.ready', { address: app.address }), say('start.data', { folder: app.dataFolder })]
  const { setupCode } = app.access
  if (setupCode !== undefined)
    lines.push(
      say('start.setup-code', { code: setupCode.code }),
      say('start.setup-code.where', { address: app.address }),
    )
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`)
}

/** What a person can do something about is said in words; a bug shows its stack. */
function printFailure(error: unknown): void {
  const said = sayError(error)
  const lines =
    error instanceof AppError
      ? [said.text, fileLine(error, said.text), said.why, said.todo, ...error.fields.map((field) => fieldLine(field))]
      : [String((error as Error).stack)]
  process.stderr.write(`${lines.filter((line) => line !== undefined).join('\n')}\n`)
}

function fileLine({ params: { file } }: InstanceType<typeof AppError>, text: string): string | undefined {
  return file === undefined || text.includes(String(file)) ? undefined : say('start.file', { file })
}

function fieldLine(field: Field): string {
  const where =
    field.line === undefined ? field.pointer : `${field.pointer} (${say('start.line', { line: field.line })})`
  return `  ${where}: ${say(`error.${field.code}`, field.params ?? {})}`
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
    }
  })
}

try {
  const flags = readFlags()
  const app = await compose({
    env: process.env,
    ...(flags.data === undefined ? {} : { dataFolder: flags.data }),
    ...(flags.config === undefined ? {} : { configFile: flags.config }),
    isDemo: flags.demo === true,
    terminal: { write: (text) => void process.stdout.write(text), form: isTerminal ? 'pretty' : 'json' },
  })
  printWelcome(app)
  const failure = await Promise.race([stopSignal(), app.failed])
  await app[Symbol.asyncDispose]()
  if (failure !== undefined) throw failure
} catch (error) {
  printFailure(error)
  process.exitCode = error instanceof AppError && error.code === 'start/bad-arguments' ? WRONG_USE : 1
}
