import { syncSetUpRoutes, type PlanMade, type ServiceView } from '../../archive/syncing/set-up/contract.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { plain, table } from '../print.ts'

const { routes } = syncSetUpRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

/** Whoever types the command lets the file be read. */
export const findLocal: Action = async (cli) => {
  const { body } = await cli.api().call(routes.findLocal, { body: { mayRead: true } })
  show(cli, body, () =>
    body.items.length === 0
      ? say('cli.syncthing.none')
      : table(
          heads('file', 'address', 'folders', 'problem'),
          body.items.map(({ file, address, folders, problem }) => [
            file,
            address ?? '',
            folders.map(({ label, folderId }) => label || folderId).join(', '),
            problem === null ? '' : [problem.text, problem.todo].filter((line) => line !== undefined).join(' '),
          ]),
        ),
  )
  return EXIT.ok
}

export const connectLocal: Action = async (cli, { positional: [file = ''], options }) => {
  const name = options['name'] as string | undefined
  const given = { file, mayRead: true as const, ...(name === undefined ? {} : { name }) }
  const { body } = await cli.api().call(routes.connectLocal, { body: given })
  show(cli, body, () => say('cli.syncthing.connected', { connectionId: body.connectionId }))
  return EXIT.ok
}

export const showService: Action = async (cli, { positional: [connectionId] }) => {
  const service = await readService(cli, connectionId)
  show(cli, service, () => [...linesOf(service), ...neighbourLines(service)].join('\n\n'))
  return EXIT.ok
}

/** Shows where it listens; with addresses, makes the plan that changes them. */
export const listeners: Action = async (cli, { positional: [connectionId], options }) => {
  const service = await readService(cli, connectionId)
  const body = changeOf(service, options)
  if (Object.keys(body).length > 0) {
    const request = { params: { connectionId: service.connectionId }, body }
    return tellPlan(cli, (await cli.api().call(routes.planListeners, request)).body)
  }
  show(cli, { screen: service.screen, listeners: service.listeners, exposes: service.exposes }, () =>
    linesOf(service).join('\n\n'),
  )
  return EXIT.ok
}

export const share: Action = async (cli, { positional: [deviceId = '', connectionId], options }) => {
  const service = await readService(cli, connectionId)
  const { name, folder, label, address } = options as Record<string, string | undefined>
  const body = {
    deviceId,
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folderId: folder }),
    ...(label === undefined ? {} : { label }),
    ...(address === undefined ? {} : { addresses: splitList(address) }),
  }
  const request = { params: { connectionId: service.connectionId }, body }
  return tellPlan(cli, (await cli.api().call(routes.planSharing, request)).body)
}

const splitList = (text: string): string[] => text.split(',').map((one) => one.trim())

/** Without a number the only one. */
async function readService(cli: Cli, given: string | undefined): Promise<ServiceView> {
  const { items } = (await cli.api().call(routes.list, {})).body
  if (given === undefined && items.length !== 1)
    throw new InvalidInputError(items.length === 0 ? 'syncthing/none-connected' : 'syncthing/several-connected', {
      params: { connections: items.map(({ connectionId, name }) => `${connectionId} ${name}`).join(', ') },
    })
  const connectionId = given ?? String(items[0]?.connectionId)
  return (await cli.api().call(routes.get, { params: { connectionId } })).body
}

function changeOf({ screen }: ServiceView, options: Readonly<Record<string, unknown>>) {
  const { screen: address = screen.address, listen } = options as { screen?: string; listen?: string }
  const hasTls = options['tls'] === true ? true : options['plain'] === true ? false : screen.hasTls
  const isMoved = address !== screen.address || hasTls !== screen.hasTls
  return {
    ...(isMoved ? { screen: { address, hasTls } } : {}),
    ...(listen === undefined ? {} : { listeners: splitList(listen) }),
  }
}

function linesOf({ screen, listeners: { configured, bound }, exposes }: ServiceView): string[] {
  const rows = [
    [say('cli.syncthing.screen'), screen.address, screen.used, say(`cli.syncthing.${screen.hasTls ? 'tls' : 'plain'}`)],
    ...configured.map((address) => [say('cli.syncthing.listener'), address, '', '']),
    ...bound.map(({ address, problem }) => [say('cli.syncthing.bound'), '', address, problem ?? '']),
  ]
  return [table(heads('what', 'configured', 'bound', 'note'), rows), exposes.map(({ text }) => plain(text)).join('\n')]
}

function neighbourLines({ deviceId, devices, folders, asking, offered, batchFolder }: ServiceView): string[] {
  return [
    say('cli.syncthing.self', { deviceId, batchFolder }),
    table(heads('device', 'name', 'state'), [
      ...devices.map((one) => [
        one.deviceId,
        one.name,
        say(`cli.syncthing.device.${one.isPaused ? 'paused' : one.isConnected ? 'connected' : 'away'}`),
      ]),
      ...asking.map((one) => [one.deviceId, one.name, say('cli.syncthing.device.asks')]),
    ]),
    table(heads('folder', 'name', 'path'), [
      ...folders.map((one) => [one.folderId, one.label, one.path]),
      ...offered.map((one) => [
        one.folderId,
        one.label,
        say('cli.syncthing.offered', { device: one.deviceId.slice(0, 7) }),
      ]),
    ]),
  ]
}

function tellPlan(cli: Cli, made: PlanMade): ExitCode {
  show(cli, made, () =>
    made.planId === null
      ? say('cli.syncthing.nothing')
      : [say('cli.syncthing.planned', { planId: made.planId }), ...made.exposes.map(({ text }) => plain(text))].join(
          '\n',
        ),
  )
  return EXIT.ok
}
