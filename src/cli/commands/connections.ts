import { text as readAll } from 'node:stream/consumers'
import { connectionRoutes, type ConnectionView, type ConnectorView, type TestView } from '../../connections/contract.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { table, when } from '../print.ts'

const { routes } = connectionRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const connectionTable = (connections: readonly ConnectionView[]): string =>
  table(
    heads('id', 'name', 'kind', 'state', 'since', 'problem'),
    connections.map((one) => [
      one.connectionId,
      one.name,
      one.title,
      say(`cli.connection.${one.state}`),
      when(one.since),
      one.problem?.text ?? '',
    ]),
  )

const rungTable = ({ rungs }: TestView): string =>
  table(
    heads('step', 'state', 'what', 'ms'),
    rungs.map(({ id, state, said, tookMs }) => [
      say(`cli.rung.${id}`),
      say(`cli.rung.state.${state}`),
      [said?.text, said?.why, said?.todo].filter((line) => line !== undefined).join(' '),
      tookMs,
    ]),
  )

function tellConnection(cli: Cli, connection: ConnectionView): ExitCode {
  show(cli, connection, () => connectionTable([connection]))
  return EXIT.ok
}

function tellTest(cli: Cli, test: TestView): ExitCode {
  show(cli, test, () => rungTable(test))
  return test.isWell ? EXIT.ok : EXIT.findings
}

export const listKinds: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listConnectors, {})
  show(cli, body, () =>
    table(
      heads('kind', 'name', 'settings', 'secrets'),
      body.items.map(({ kind, title, fields, secrets }) => [
        kind,
        title,
        fields.map(({ name, isRequired }) => (isRequired ? name : `[${name}]`)).join(' '),
        secrets.map(({ name }) => name).join(' '),
      ]),
    ),
  )
  return EXIT.ok
}

export const listConnections: Action = async (cli) => {
  const { body } = await cli.api().call(routes.list, {})
  show(cli, body, () => connectionTable(body.items))
  return body.items.some(({ state }) => state === 'failing') ? EXIT.findings : EXIT.ok
}

export const showConnection: Action = async (cli, { positional: [connectionId] }) => {
  const { body } = await cli.api().call(routes.get, { params: { connectionId } })
  show(cli, body, () =>
    [connectionTable([body]), body.lastTest === null ? say('cli.connection.untested') : rungTable(body.lastTest)].join(
      '\n\n',
    ),
  )
  return EXIT.ok
}

export const addConnection: Action = async (cli, { positional: [kind = '', name = ''], rest }) => {
  const connector = await findKind(cli, kind)
  const settings = settingsOf(connector, rest)
  const secrets = await askSecrets(cli, connector)
  const { body } = await cli.api().call(routes.add, { body: { kind, name, settings, secrets } })
  return tellConnection(cli, body)
}

export const changeConnection: Action = async (cli, { positional: [connectionId], rest, options }) => {
  const { body: before } = await cli.api().call(routes.get, { params: { connectionId } })
  const connector = await findKind(cli, before.kind)
  const name = options['name'] as string | undefined
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(rest.length === 0 ? {} : { settings: { ...before.settings, ...settingsOf(connector, rest) } }),
    ...(options['secret'] === true ? { secrets: await askSecrets(cli, connector) } : {}),
    ...(options['on'] === true ? { isEnabled: true } : options['off'] === true ? { isEnabled: false } : {}),
  }
  const request = { params: { connectionId }, body }
  return tellConnection(cli, (await cli.api().call(routes.change, request, { ifMatch: before.etag })).body)
}

export const removeConnection: Action = async (cli, { positional: [connectionId] }) => {
  const { body } = await cli.api().call(routes.remove, { params: { connectionId } })
  show(cli, body, () => say('cli.connection.removed', { connectionId: body.removed }))
  return EXIT.ok
}

export const testConnection: Action = async (cli, { positional: [connectionId] }) =>
  tellTest(cli, (await cli.api().call(routes.test, { params: { connectionId } })).body)

export const tryConnection: Action = async (cli, { positional: [kind = ''], rest }) => {
  const connector = await findKind(cli, kind)
  const body = { kind, settings: settingsOf(connector, rest), secrets: await askSecrets(cli, connector) }
  return tellTest(cli, (await cli.api().call(routes.testDraft, { body })).body)
}

async function findKind(cli: Cli, kind: string): Promise<ConnectorView> {
  const { body } = await cli.api().call(routes.listConnectors, {})
  const found = body.items.find((one) => one.kind === kind)
  if (found === undefined) throw new InvalidInputError('connections/no-such-kind', { params: { kind } })
  return found
}

/** `key=value` pairs by the type that the kind gives each key; an empty value takes the setting away. */
function settingsOf({ schema }: ConnectorView, pairs: readonly string[]): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, { type?: string }>
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const [key, text] = [pair.slice(0, at), pair.slice(at + 1)]
      return [key, valueOf(text, properties[key]?.type)]
    }),
  )
}

function valueOf(text: string, type: string | undefined): unknown {
  if (text === '') return undefined
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  if ((type === 'number' || type === 'integer') && Number.isFinite(Number(text))) return Number(text)
  return text
}

/** From prompts that show no letters, or a line of stdin each; never from the command line, where others see them. */
async function askSecrets(cli: Cli, { secrets }: ConnectorView): Promise<Record<string, string>> {
  const given = cli.isTty ? await promptFor(secrets) : (await readAll(process.stdin)).split('\n')
  const named = secrets.map(({ name }, at) => [name, given[at]?.trim() ?? ''] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== ''))
}

async function promptFor(secrets: ConnectorView['secrets']): Promise<string[]> {
  const { password, isCancel } = await import('@clack/prompts')
  const given: string[] = []
  for (const { label } of secrets) {
    const answer = await password({ message: label })
    if (isCancel(answer)) throw new InvalidInputError('cli/cancelled')
    given.push(answer)
  }
  return given
}
