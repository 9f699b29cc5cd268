import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { configRoutes, type ConfigView, type SettingView } from '../../config/contract.ts'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { ApiProblem } from '../client.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { plain, table, tellFailure } from '../print.ts'

const { routes } = configRoutes

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** All settings, one, or those below a name. */
export const getConfig: Action = async (cli, { positional: [key] }) => {
  const { body } = await cli.api().call(routes.getConfig, {})
  const settings = body.settings.filter((one) => key === undefined || one.key === key || one.key.startsWith(`${key}.`))
  if (settings.length === 0) throw new NotFoundError('cli/no-such-setting', { params: { key: key ?? '' } })
  const [only] = settings
  if (only !== undefined && only.key === key) show(cli, only, () => plain(shown(only.value)))
  else show(cli, Object.fromEntries(settings.map((one) => [one.key, one.value])), () => settingsTable(settings))
  tellFileState(cli, body)
  return body.file.problems.length === 0 ? EXIT.ok : EXIT.findings
}

function settingsTable(settings: readonly SettingView[]): string {
  const heads = [say('cli.head.setting'), say('cli.head.value'), say('cli.head.origin')]
  const rows = settings.map(({ key, value, origin, variable }) => [
    key,
    shown(value),
    origin === 'environment' ? variable : say(`web.config.origin.${origin}`),
  ])
  return table(heads, rows)
}

function tellFileState(cli: Cli, view: ConfigView): void {
  for (const { said, key, line } of view.file.problems) {
    const at = key === null ? '' : `${line === null ? '' : `${line}: `}${key}: `
    cli.note(plain(`${at}${said.text}`))
  }
  for (const { key, line, suggestion } of view.file.unknown) {
    const params = { key, line: line ?? 0, suggestion: suggestion ?? '' }
    cli.note(say(suggestion === null ? 'cli.config.unknown' : 'cli.config.unknown-like', params))
  }
  if (view.restartNeededFor.length > 0) cli.note(say('cli.config.restart', { keys: view.restartNeededFor.join(', ') }))
}

/** `KEY=VALUE …`; values as YAML reads them, nothing after `=` goes back to the default. */
export const setConfig: Action = async (cli, { rest }) => {
  const before = await cli.api().call(routes.getConfig, {})
  const known = new Set(before.body.settings.map(({ key }) => key))
  const values = Object.create(null) as Record<string, unknown>
  for (const pair of rest) put(values, readPair(pair, known))
  // Only what is named changes, whatever else the file says by now.
  const after = await cli.api().call(routes.patchConfig, { body: { values } }, { ifMatch: '*' })
  const keys = rest.map((pair) => pair.slice(0, pair.indexOf('=')))
  const settings = after.body.settings.filter(({ key }) => keys.includes(key))
  show(cli, Object.fromEntries(settings.map(({ key, value }) => [key, value])), () => settingsTable(settings))
  tellFileState(cli, after.body)
  return EXIT.ok
}

function readPair(pair: string, known: ReadonlySet<string>): { path: string[]; value: unknown } {
  const at = pair.indexOf('=')
  const key = pair.slice(0, at)
  const path = key.split('.')
  // Unknown keys go to the server, which suggests the one that was meant; only names that are no names stop here.
  if (!known.has(key) && path.includes('__proto__')) throw new NotFoundError('cli/no-such-setting', { params: { key } })
  const text = pair.slice(at + 1)
  return { path, value: text === '' ? null : (parse(text) as unknown) }
}

function put(values: Record<string, unknown>, { path, value }: { path: string[]; value: unknown }): void {
  const last = path.pop() ?? ''
  let here = values
  for (const name of path) here = (here[name] ??= Object.create(null)) as Record<string, unknown>
  here[last] = value
}

/** Opens the file in the editor; a mistake is shown and can be corrected, nothing is lost. */
export const editConfig: Action = async (cli) => {
  const { body } = await cli.api().call(routes.getConfigText, {})
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-edit-'))
  const file = join(folder, 'patchbay.yaml')
  try {
    writeFileSync(file, body.text, { mode: 0o600 })
    return await editUntilRight(cli, { file, before: body.text, etag: body.etag })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function editUntilRight(cli: Cli, edit: { file: string; before: string; etag: string }): Promise<ExitCode> {
  for (;;) {
    openEditor(cli, edit.file)
    const text = readFileSync(edit.file, 'utf8')
    if (text === edit.before) {
      cli.note(say('cli.config.unchanged'))
      return EXIT.ok
    }
    try {
      await cli.api().call(routes.putConfigText, { body: { text } }, { ifMatch: edit.etag })
      cli.note(say('cli.config.saved'))
      return EXIT.ok
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.problem.status !== 422 || !cli.isTty) throw error
      cli.note(tellFailure(error).lines.join('\n'))
      const { confirm, isCancel } = await import('@clack/prompts')
      const again = await confirm({ message: say('cli.config.edit-again') })
      if (isCancel(again) || !again) return EXIT.error
    }
  }
}

function openEditor(cli: Cli, file: string): void {
  const chosen = cli.env['VISUAL'] || cli.env['EDITOR']
  if (!chosen && !cli.isTty) throw new InvalidInputError('cli/no-terminal')
  const editor = chosen || 'vi'
  const [program = 'vi', ...args] = editor.split(' ').filter((word) => word !== '')
  const done = spawnSync(program, [...args, file], { stdio: 'inherit' })
  if (done.status !== 0) throw new InvalidInputError('cli/editor-failed', { params: { editor } })
}

export const configPath: Action = async (cli) => {
  const { body } = await cli.api().call(routes.getConfig, {})
  show(cli, body.file, () => body.file.path)
  return EXIT.ok
}
