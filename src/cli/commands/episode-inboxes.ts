import {
  episodeInboxRoutes,
  type HydrationSummary,
  type HydrationView,
} from '../../radio/hydration/episodes/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table } from '../print.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

const fileRow = ({ relPath, episodeTitle, state, step, reason, trackId }: HydrationView) => [
  relPath,
  episodeTitle,
  say(`radio.hydration.state.${state}`),
  `${step}/7`,
  trackId,
  reason?.text ?? '',
]

/** What failed outweighs what waits for a choice. */
function exitOf({ counts, problem }: HydrationSummary): ExitCode {
  if (counts.failed > 0 || problem !== null) return EXIT.error
  return counts.ambiguous + counts.unmatched > 0 ? EXIT.attention : EXIT.ok
}

function inWords({ counts, files, problem }: HydrationSummary): string {
  const names = Object.keys(counts) as (keyof typeof counts)[]
  const lines = names.map((name) => [say(`radio.hydration.count.${name}`), counts[name]] as const)
  const told =
    files.length === 0
      ? ''
      : `\n\n${table(heads('file', 'episode', 'state', 'step', 'track', 'reason'), files.map(fileRow))}`
  return `${list(lines)}${told}${problem === null ? '' : `\n\n${problem.text}`}`
}

/** What became of the newest import, and what lies there now; ends with 1 when something failed, 4 when somebody must choose. */
export async function tellSummary(cli: Cli, inboxId: string | undefined): Promise<ExitCode> {
  const { body } = await cli.api().call(episodeInboxRoutes.routes.summary, { params: { inboxId } })
  show(cli, body, () => inWords(body))
  return exitOf(body)
}

export const summary: Action = (cli, { positional: [inboxId] }) => tellSummary(cli, inboxId)

export const match: Action = async (cli, { positional: [inboxId, relPath = '', episodeId], options }) => {
  if (episodeId === undefined && options['none'] !== true) {
    cli.note(say('cli.inboxes.which-episode'))
    return EXIT.usage
  }
  const body = { relPath, episodeId: options['none'] === true ? null : (episodeId ?? null) }
  const { body: matched } = await cli.api().call(episodeInboxRoutes.routes.match, { params: { inboxId }, body })
  show(cli, matched, () => table(heads('file', 'episode', 'state', 'step', 'track', 'reason'), [fileRow(matched)]))
  return EXIT.ok
}

export const episodes: Action = async (cli, { positional: [inboxId, text = ''] }) => {
  const { body } = await cli
    .api()
    .call(episodeInboxRoutes.routes.findEpisodes, { params: { inboxId }, query: { text } })
  show(cli, body, () =>
    table(
      heads('id', 'episode', 'airStatus', 'reason'),
      body.items.map((one) => [one.episodeId, one.title, one.airStatus, one.reason?.text ?? '']),
    ),
  )
  return EXIT.ok
}

export const checkAudio: Action = async (cli, { positional: [inboxId], options }) => {
  const { body } = await cli.api().call(episodeInboxRoutes.routes.checkAudio, { params: { inboxId } })
  if (options['wait'] !== false) return followRun(cli, body.runId)
  show(cli, body, () => say('cli.run.started', { runId: body.runId }))
  return EXIT.ok
}

/** What was measured of one file; ends with 3 when the inbox asks for something else. */
export const audio: Action = async (cli, { positional: [inboxId, relPath = ''] }) => {
  const request = { params: { inboxId }, query: { relPath } }
  const { body } = await cli.api().call(episodeInboxRoutes.routes.audio, request)
  show(cli, body, () =>
    list([
      [say('radio.audio.length'), clock(body.durationMs)],
      [say('radio.audio.codec'), body.codec],
      [say('radio.audio.rate'), body.kbps],
      [say('radio.audio.sampleRate'), body.sampleRateHz],
      [say('radio.audio.loudness'), body.integratedLufs],
      [say('radio.audio.range'), body.loudnessRangeLu],
      [say('radio.audio.peak'), body.peakDb],
      [
        say('radio.audio.silences'),
        body.silences.map(({ fromMs, toMs }) => `${clock(fromMs)}–${clock(toMs)}`).join(', '),
      ],
      [say('radio.audio.troubles'), body.troubles.map(({ text }) => text).join(' ')],
    ]),
  )
  return body.troubles.length > 0 ? EXIT.findings : EXIT.ok
}
