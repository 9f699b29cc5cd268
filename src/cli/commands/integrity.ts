import { type CheckView, integrityRoutes } from '../../archive/integrity/contract.ts'
import { say } from '../../kernel/words.ts'
import { EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { bytes, list, plain, table, when } from '../print.ts'
import { started } from './plans.ts'

const { routes } = integrityRoutes

export const overview: Action = async (cli) => {
  const { body } = await cli.api().call(routes.overview, {})
  const ages = body.ages.map(({ upToDays, count }) => [
    upToDays === null ? say('cli.integrity.older') : say('cli.integrity.up-to', { count: upToDays }),
    count,
  ])
  show(cli, body, () =>
    [
      say('cli.integrity.holds', { count: body.files, size: bytes(body.bytes) }),
      say('cli.integrity.nightly', { share: body.sharePercent, hours: body.hours, count: body.nights }),
      body.nextAt === null ? say('cli.integrity.off') : say('cli.integrity.next', { at: when(body.nextAt) }),
      '',
      table(
        ['last-read', 'files'].map((head) => say(`cli.head.${head}`)),
        [...ages, [say('cli.integrity.never'), body.never]],
      ),
      '',
      list(
        (['damaged', 'unreadable', 'missing'] as const).map((kind) => [say(`cli.integrity.${kind}`), body.open[kind]]),
      ),
    ].join('\n'),
  )
  const { damaged, unreadable, missing } = body.open
  return damaged + unreadable + missing > 0 ? EXIT.findings : EXIT.ok
}

export const checks: Action = async (cli, { options }) => {
  const { body } = await cli.api().call(routes.listChecks, { query: { limit: options['limit'] } })
  show(cli, body, () => checkTable(body.items))
  return EXIT.ok
}

const checkTable = (items: readonly CheckView[]): string =>
  table(
    ['id', 'scope', 'state', 'files', 'size', 'rate', 'wrong', 'created', 'actor'].map((head) =>
      say(`cli.head.${head}`),
    ),
    items.map((check) => [
      check.checkId,
      check.scope === 'folder' ? check.folder : say(`cli.integrity.scope.${check.scope}`),
      say(`cli.integrity.state.${check.state}`),
      check.filesRead,
      bytes(check.bytesRead),
      check.bytesPerSecond === null ? null : `${bytes(check.bytesPerSecond)}/s`,
      check.findings,
      when(check.startedAt),
      check.actor,
    ]),
  )

/** A share as each night, what was never read, all, or a folder. Ends with 3 when files are wrong. */
export const check: Action = async (cli, { positional: [folder], options }) => {
  const scope =
    folder !== undefined ? 'folder' : options['all'] === true ? 'all' : options['new'] === true ? 'new' : 'share'
  const { body } = await cli.api().call(routes.startCheck, { body: { scope, folder: folder ?? '' } })
  const code = await started(cli, body.runId, options)
  if (code !== EXIT.ok || options['wait'] === false) return code
  const found = await cli.api().call(routes.listFindings, { query: { limit: 1 } })
  return found.body.items.length > 0 ? EXIT.findings : EXIT.ok
}

export const findings: Action = async (cli, { options }) => {
  const query = { state: options['state'], limit: options['limit'] } as never
  const { body } = await cli.api().call(routes.listFindings, { query })
  show(cli, body, () =>
    body.items.length === 0
      ? say('cli.nothing')
      : body.items
          .map(({ findingId, said }) => `${findingId}  ${plain(said.text)}\n   ${plain(said.todo ?? '')}`)
          .join('\n'),
  )
  return body.items.some(({ state }) => state === 'open') ? EXIT.findings : EXIT.ok
}

export const accept: Action = async (cli, { positional: [findingId] }) => {
  const { body } = await cli.api().call(routes.acceptFinding, { params: { findingId }, body: {} })
  show(cli, body, () => say('cli.integrity.accepted', { path: plain(body.path) }))
  return EXIT.ok
}
