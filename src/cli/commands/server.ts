import { attentionRoutes } from '../../attention/contract.ts'
import { jobRoutes } from '../../jobs/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list, when } from '../print.ts'
import { findServer, readSetupCode, startServer, stopServer } from '../server-process.ts'

export const start: Action = async (cli) => {
  const already = findServer(cli.dataFolder)
  if (already !== undefined) {
    show(cli, already, () => say('cli.start.already', { pid: already.pid, address: already.address ?? '–' }))
    return EXIT.ok
  }
  const server = await startServer({ dataFolder: cli.dataFolder, configFile: cli.configFile, env: cli.env })
  const code = readSetupCode(cli.dataFolder)
  show(cli, { ...server, setupCode: code ?? null }, () => {
    const done = say('cli.start.done', { pid: server.pid, address: server.address ?? '' })
    return code === undefined ? done : `${done}\n${say('start.setup-code', { code })}`
  })
  return EXIT.ok
}

export const stop: Action = async (cli, { options }) => {
  const server = await stopServer(cli.dataFolder, { isForced: options['force'] === true })
  show(cli, { stopped: server ?? null }, () =>
    server === undefined ? say('cli.stop.none', { folder: cli.dataFolder }) : say('cli.stop.done', { pid: server.pid }),
  )
  return EXIT.ok
}

export const restart: Action = async (cli, args) => {
  await stopServer(cli.dataFolder, { isForced: args.options['force'] === true })
  return start(cli, args)
}

export const status: Action = async (cli) => {
  const server = findServer(cli.dataFolder)
  if (server === undefined && (cli.env['PATCHBAY_URL'] ?? '') === '') {
    show(cli, { running: false, dataFolder: cli.dataFolder }, () => say('cli.stop.none', { folder: cli.dataFolder }))
    return EXIT.findings
  }
  return tellStatus(cli, server)
}

async function tellStatus(cli: Cli, server: ReturnType<typeof findServer>): Promise<ExitCode> {
  const api = cli.api()
  const [cards, queues] = await Promise.all([
    api.call(attentionRoutes.routes.listOpen, { query: {} }),
    api.call(jobRoutes.routes.listQueues, {}),
  ])
  const sum = (member: 'running' | 'waiting'): number =>
    queues.body.items.reduce((all, queue) => all + queue[member], 0)
  const report = {
    running: true,
    address: api.address,
    pid: server?.pid ?? null,
    startedAt: server?.startedAt ?? null,
    jobsRunning: sum('running'),
    jobsWaiting: sum('waiting'),
    attention: cards.body.items.length,
  }
  show(cli, report, () =>
    list([
      [say('cli.status.address'), report.address],
      [say('cli.status.pid'), report.pid],
      [say('cli.status.started'), when(report.startedAt)],
      [say('cli.status.running'), report.jobsRunning],
      [say('cli.status.waiting'), report.jobsWaiting],
      [say('cli.status.attention'), report.attention],
    ]),
  )
  return report.attention > 0 ? EXIT.attention : EXIT.ok
}
