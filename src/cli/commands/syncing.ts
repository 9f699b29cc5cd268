import { type SyncView, syncRoutes } from '../../archive/syncing/contract.ts'
import { say } from '../../kernel/words.ts'
import { EXIT, type ExitCode, show } from '../cli.ts'
import { type Action, argsOf } from '../command.ts'
import { bytes, list, plain, table, when } from '../print.ts'
import { showPlan } from './plans.ts'

const { routes } = syncRoutes

const NOTHING = '–'

/** What keeps it, with its cure; where nothing does, how far it is. */
function detailOf({ hold, needItems, secondsLeft }: SyncView): string {
  if (hold !== null) return [hold.text, hold.todo ?? ''].join(' ').trim()
  if (secondsLeft !== null) return say('cli.sync.left', { seconds: secondsLeft })
  return needItems === null ? '' : say('cli.sync.needs', { count: needItems })
}

const syncTable = (items: readonly SyncView[]): string =>
  table(
    ['id', 'batch', 'state', 'size', 'there', 'machine', 'why'].map((head) => say(`cli.head.${head}`)),
    items.map((sync) => [
      sync.batchId,
      sync.batch,
      sync.state,
      bytes(sync.totalBytes),
      bytes(sync.doneBytes),
      sync.peer ?? NOTHING,
      detailOf(sync),
    ]),
  )

const codeOf = (items: readonly SyncView[]): ExitCode =>
  items.some(({ hold }) => hold !== null) ? EXIT.attention : EXIT.ok

/** It goes on by itself: how far it is, `syncs` says. */
export const startSync: Action = async (cli, args) => {
  const { positional } = args
  const request = { params: { batchId: positional[0] }, body: {} }
  const { body } = await cli.api().call(routes.start, request)
  cli.note(say('cli.sync.started', { runId: body.runId }))
  return showSync(cli, args)
}

export const showSync: Action = async (cli, { positional: [batchId] }) => {
  const { body } = await cli.api().call(routes.get, { params: { batchId } })
  const proof =
    body.proof === null
      ? say('cli.sync.no-proof')
      : say('cli.sync.proof', {
          count: body.proof.files,
          size: bytes(body.proof.bytes),
          at: when(body.proof.lookedAt),
          peer: body.peer,
        })
  const lacking = body.lacking.map(({ path, text }) => `  ${path}: ${text}`)
  show(cli, body, () => [syncTable([body]), plain(proof), ...[...lacking, ...lostOf(body)].map(plain)].join('\n'))
  return body.lost === null ? codeOf([body]) : EXIT.attention
}

/** What is gone at the other machine, since when, and what can be done about it. */
function lostOf({ lost, batchId, deliveryId, canStart, fileCount, peer }: SyncView): string[] {
  if (lost === null) return []
  const { files, since, first } = lost
  return [
    say('cli.sync.gone', { count: files, total: fileCount, peer, since: when(since) }),
    ...first.map(({ path, lastSeenAt }) => say('cli.sync.gone-file', { path, at: when(lastSeenAt) })),
    ...(deliveryId === null ? [] : [say('cli.sync.look-again', { deliveryId })]),
    ...(canStart ? [say('cli.sync.start-anew', { batchId })] : []),
  ]
}

export const listSyncs: Action = async (cli, { options }) => {
  const api = cli.api()
  const { body } =
    options['refresh'] === true ? await api.call(routes.refresh, { body: {} }) : await api.call(routes.list, {})
  show(cli, body, () => {
    if (!body.isOn) return say('cli.sync.off')
    return body.items.length === 0 ? say('cli.sync.none') : syncTable(body.items)
  })
  return codeOf(body.items)
}

/** Asks the service now. */
export const diagnose: Action = async (cli) => {
  const { body } = await cli.api().call(routes.diagnose, {})
  const facts: [string, string | null][] = [
    ['connection', body.connection],
    ['batch-folder', body.batchFolder],
    ['shared-folder', body.sharedFolder],
    ['within', body.batchFolderWithin],
    ['machine', body.peer === null ? null : `${body.peer} ${body.deviceId ?? ''}`],
    ['sort-mode', say(`cli.sync.mode.${body.sortMode}`)],
    ['needs', body.need === null ? null : say('cli.sync.needs', { count: body.need.items })],
    ['problem', body.problem === null ? null : [body.problem.text, body.problem.todo ?? ''].join(' ').trim()],
  ]
  show(cli, body, () => list(facts.map(([name, value]) => [say(`cli.sync.fact.${name}`), plain(value ?? NOTHING)])))
  return body.problem === null ? EXIT.ok : EXIT.findings
}

/** Makes the plan that would clear what sorting by copy left, and shows it. */
export const release: Action = async (cli, { positional: [batchId] }) => {
  const { body } = await cli.api().call(routes.release, { params: { batchId }, body: {} })
  return showPlan(cli, argsOf([String(body.planId)]))
}
