import { text as readAll } from 'node:stream/consumers'
import { accessRoutes, type PersonView, RoleName } from '../../access/contract.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { table, when } from '../print.ts'
import { actorNames } from './actor-names.ts'

const { routes } = accessRoutes

const peopleTable = (people: readonly PersonView[]): string =>
  table(
    ['id', 'name', 'role', 'last-seen', 'disabled'].map((head) => say(`cli.head.${head}`)),
    people.map((one) => [one.personId, one.name, one.role, when(one.lastSeenAt), one.isDisabled ? say('cli.yes') : '']),
  )

function tellPerson(cli: Cli, person: PersonView): typeof EXIT.ok {
  show(cli, person, () => peopleTable([person]))
  return EXIT.ok
}

export const listPeople: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listPeople, {})
  show(cli, body, () => peopleTable(body.items))
  return EXIT.ok
}

export const addPerson: Action = async (cli, { positional: [name = '', role] }) => {
  const password = await askPassword(cli)
  const { body } = await cli.api().call(routes.addPerson, { body: { name, role: RoleName.parse(role), password } })
  return tellPerson(cli, body)
}

export const setRole: Action = async (cli, { positional: [personId, role] }) => {
  const request = { params: { personId }, body: { role: RoleName.parse(role) } }
  const { body } = await cli.api().call(routes.changePerson, request)
  return tellPerson(cli, body)
}

const setDisabled =
  (isDisabled: boolean): Action =>
  async (cli, { positional: [personId] }) => {
    const { body } = await cli.api().call(routes.changePerson, { params: { personId }, body: { isDisabled } })
    return tellPerson(cli, body)
  }

export const disablePerson = setDisabled(true)
export const enablePerson = setDisabled(false)

export const setPassword: Action = async (cli, { positional: [personId] }) => {
  const password = await askPassword(cli)
  const { body } = await cli.api().call(routes.setPassword, { params: { personId }, body: { password } })
  return tellPerson(cli, body)
}

export const removePerson: Action = async (cli, { positional: [personId] }) => {
  const { body } = await cli.api().call(routes.removePerson, { params: { personId } })
  show(cli, body, () => say('cli.people.removed'))
  return EXIT.ok
}

/** From a prompt that shows no letters, or the first line of stdin; never from the command line, where others see it. */
async function askPassword(cli: Cli): Promise<string> {
  if (!cli.isTty) return (await readAll(process.stdin)).split('\n')[0] ?? ''
  const { password, isCancel } = await import('@clack/prompts')
  const answer = await password({ message: say('cli.people.password') })
  if (isCancel(answer)) throw new InvalidInputError('cli/cancelled')
  return answer
}

export const listKeys: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.listKeys, { query: { all: String(options['all'] === true) } })
  const heads = ['id', 'name', 'scopes', 'owner', 'expires', 'last-used', 'revoked'].map((head) =>
    say(`cli.head.${head}`),
  )
  show(cli, body, () =>
    table(
      heads,
      body.items.map((key) => [
        key.keyId,
        key.name,
        key.scopes.join(' '),
        key.ownerName,
        when(key.expiresAt),
        when(key.lastUsedAt),
        when(key.revokedAt),
      ]),
    ),
  )
  return EXIT.ok
}

/** The key itself goes to stdout and nothing else, so that it can be piped into a file. */
export const addKey: Action = async (cli, { positional: [name = ''], rest, options }) => {
  const expiresInDays = typeof options['days'] === 'number' ? options['days'] : null
  const { body } = await cli.api().call(routes.makeKey, { body: { name, scopes: rest as never, expiresInDays } })
  show(cli, body, () => body.key)
  cli.note(say('cli.keys.once'))
  return EXIT.ok
}

export const revokeKey: Action = async (cli, { positional: [keyId] }) => {
  const { body } = await cli.api().call(routes.revokeKey, { params: { keyId } })
  show(cli, body, () => say('cli.keys.revoked', { name: body.name }))
  return EXIT.ok
}

const listAudit: Action = async (cli, { options }) => {
  const { actor, action, limit } = options
  const { body } = await cli.api().call(routes.listAudit, { query: { actor, action, limit } as never })
  const nameOf = await actorNames(cli)
  const heads = ['when', 'actor', 'what', 'subject'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((one) => [when(one.at), nameOf(one.actor), one.text, nameOf(one.subject)]),
    ),
  )
  return EXIT.ok
}

/** An entry that was changed or taken out is a finding. */
const checkAudit: Action = async (cli) => {
  const { body } = await cli.api().call(routes.checkAudit, {})
  const { entries, brokenAt } = body
  show(cli, body, () => say(body.isIntact ? 'cli.audit.intact' : 'cli.audit.broken', { entries, at: brokenAt ?? 0 }))
  return body.isIntact ? EXIT.ok : EXIT.findings
}

const exportAudit: Action = async (cli) => {
  const response = await cli.api().open(routes.exportAudit, {}, { signal: cli.signal })
  cli.out((await response.text()).trimEnd())
  return EXIT.ok
}

export const audit: Action = (cli, args) => {
  if (args.options['check'] === true) return checkAudit(cli, args)
  return args.options['export'] === true ? exportAudit(cli, args) : listAudit(cli, args)
}

export const listSessions: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listSessions, { query: { all: 'true' } })
  const heads = ['id', 'name', 'last-seen', 'expires', 'address', 'client'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((one) => [
        one.sessionId,
        one.personName,
        when(one.lastSeenAt),
        when(one.endsAt),
        one.address,
        one.client,
      ]),
    ),
  )
  return EXIT.ok
}

export const endSession: Action = async (cli, { positional: [sessionId] }) => {
  const { body } = await cli.api().call(routes.endSession, { params: { sessionId } })
  show(cli, body, () => say('cli.people.signed-out', { sessionId: sessionId ?? '' }))
  return EXIT.ok
}
