import { type DeliveryDetail, deliveryRoutes } from '../../deliveries/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list, plain, table, when } from '../print.ts'

const { routes } = deliveryRoutes

const stateText = (state: string): string => say(`web.proof.${state}`)

export const listDeliveries: Action = async (cli, { options }) => {
  const { state, kind, connection, run, limit } = options
  const query = { state, kind, connectionId: connection, runId: run, limit } as never
  const { body } = await cli.api().call(routes.list, { query })
  const heads = ['id', 'delivery', 'to', 'state', 'changed', 'why'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((one) => [
        one.deliveryId,
        `${one.title}: ${one.label}`,
        one.place,
        stateText(one.state),
        when(one.changedAt),
        one.reason?.text ?? '',
      ]),
    ),
  )
  return EXIT.ok
}

export const countDeliveries: Action = async (cli) => {
  const { body } = await cli.api().call(routes.count, {})
  const heads = ['delivery', 'state', 'count'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map(({ title, state, count }) => [title, stateText(state), count]),
    ),
  )
  return EXIT.ok
}

function tellDelivery(cli: Cli, one: DeliveryDetail): ExitCode {
  show(cli, one, () =>
    [
      list([
        [say('cli.head.id'), one.deliveryId],
        [say('cli.head.delivery'), `${one.title}: ${one.label}`],
        [say('cli.head.to'), one.place],
        [say('cli.head.state'), stateText(one.state)],
        [say('cli.head.why'), one.reason?.text ?? ''],
        [say('cli.head.remote'), one.remoteRef ?? one.candidates.join(', ')],
        [say('cli.head.looked'), when(one.lookedAt)],
      ]),
      '',
      table(
        ['field', 'meant', 'found', 'verdict'].map((head) => say(`cli.head.${head}`)),
        one.proof.map(({ name, meant, found, verdict }) => [
          name,
          meant,
          found,
          say(`web.delivery.verdict.${verdict}`),
        ]),
      ),
      '',
      ...one.steps.map(({ at, text, because }) => plain(`${when(at)}  ${text}  ${because?.text ?? ''}`.trimEnd())),
    ].join('\n'),
  )
  return one.state === 'uncertain' ? EXIT.attention : EXIT.ok
}

export const showDelivery: Action = async (cli, { positional: [deliveryId] }) =>
  tellDelivery(cli, (await cli.api().call(routes.get, { params: { deliveryId } })).body)

export const lookAtDelivery: Action = async (cli, { positional: [deliveryId] }) =>
  tellDelivery(cli, (await cli.api().call(routes.look, { params: { deliveryId }, body: {} })).body)

export const takeDelivery: Action = async (cli, { positional: [deliveryId, remoteRef = ''] }) =>
  tellDelivery(cli, (await cli.api().call(routes.take, { params: { deliveryId }, body: { remoteRef } })).body)

export const sendDeliveryAgain: Action = async (cli, { positional: [deliveryId] }) =>
  tellDelivery(cli, (await cli.api().call(routes.sendAgain, { params: { deliveryId }, body: {} })).body)

export const undoDelivery: Action = async (cli, { positional: [deliveryId] }) =>
  tellDelivery(cli, (await cli.api().call(routes.undo, { params: { deliveryId }, body: {} })).body)
