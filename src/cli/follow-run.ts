import { setTimeout as wait } from 'node:timers/promises'
import { Presets, SingleBar } from 'cli-progress'
import { jobRoutes, type JobView } from '../jobs/contract.ts'
import { FINISHED_STATES } from '../jobs/model.ts'
import { say } from '../kernel/words.ts'
import { type Cli, EXIT, type ExitCode } from './cli.ts'
import { plain } from './print.ts'

const LOOK_EVERY_MS = 400

/** Waits for a run to end, with a bar on a terminal. Ctrl-C leaves the run alone and only stops waiting. */
export async function followRun(cli: Cli, runId: number): Promise<ExitCode> {
  const bar = cli.isTty && !cli.isJson ? openBar() : undefined
  try {
    for (;;) {
      const { body } = await cli.api().call(jobRoutes.routes.getRun, { params: { jobId: runId } })
      const { run } = body
      bar?.show(run, body.jobs)
      if ((FINISHED_STATES as readonly string[]).includes(run.state)) return tellEnd(cli, run)
      const waits = body.jobs.find(({ because }) => because?.code === 'person')
      if (waits !== undefined) return tellWait(cli, runId, waits)
      await wait(LOOK_EVERY_MS, undefined, { signal: cli.signal })
    }
  } catch (error) {
    if (!cli.signal.aborted) throw error
    cli.note(say('cli.run.left', { runId }))
    return EXIT.ok
  } finally {
    bar?.close()
  }
}

/** It goes on when somebody says so, and not before. */
function tellWait(cli: Cli, runId: number, { error, because }: JobView): ExitCode {
  const said = error ?? because
  cli.note(plain([say('cli.run.waits', { runId }), said?.text ?? '', said?.todo ?? ''].join(' ').trim()))
  return EXIT.attention
}

function tellEnd(cli: Cli, run: JobView): ExitCode {
  const isOk = run.state === 'completed'
  cli.note(say('cli.run.ended', { runId: run.runId, title: run.title, state: say(`web.jobs.state.${run.state}`) }))
  if (run.error !== null) cli.note(plain([run.error.text, run.error.todo ?? ''].join(' ').trim()))
  return isOk ? EXIT.ok : EXIT.error
}

function openBar() {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% {value}/{total} {unit} {message}',
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  )
  let isOpen = false
  return {
    show(run: JobView, jobs: readonly JobView[]): void {
      const progress = run.progress ?? jobs.find((job) => job.state === 'running' && job.progress !== null)?.progress
      if (progress?.total == null) return
      const payload = { unit: progress.unit, message: plain(progress.message ?? '').slice(0, 40) }
      if (!isOpen) bar.start(progress.total, progress.current, payload)
      isOpen = true
      bar.setTotal(progress.total)
      bar.update(progress.current, payload)
    },
    close(): void {
      if (isOpen) bar.stop()
    },
  }
}
