import { readFile, stat } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { artworkRoutes, type ArtworkView, type CandidateView, LARGEST_PICTURE } from '../../library/assets/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table } from '../print.ts'
import { findLibraryId } from './libraries.ts'

const { routes } = artworkRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const cellsOf = (one: CandidateView) => [
  one.candidateId,
  say(`library.art.${one.kind}`),
  one.place === null ? say(`artwork.state.${one.state}`) : say('artwork.place', { place: one.place + 1 }),
  one.width === null ? '' : `${one.width} × ${one.height}`,
  one.score?.toFixed(0),
  one.sourceText,
  one.ref,
  one.isDamaged
    ? say('artwork.damaged')
    : one.twinOf === null
      ? one.reason?.text
      : say('artwork.twin', { of: one.twinOf }),
]

const artTable = (candidates: readonly CandidateView[]): string =>
  table(heads('id', 'kind', 'state', 'size', 'score', 'source', 'path', 'note'), candidates.map(cellsOf))

function tell(cli: Cli, artwork: ArtworkView, art: string | undefined): ExitCode {
  const kinds = artwork.kinds.filter(({ kind }) => art === undefined || kind === art)
  show(cli, { ...artwork, kinds }, () => artTable(kinds.flatMap(({ candidates }) => candidates)))
  return EXIT.ok
}

const paramsOf = ({ positional: [titleId, kind] }: Args) => ({ titleId, kind }) as never

export const listArtwork: Action = async (cli, { positional: [titleId, art] }) =>
  tell(cli, (await cli.api().call(routes.list, { params: { titleId } })).body, art)

export const chooseArtwork: Action = async (cli, args) => {
  const body = { candidateIds: args.rest.map(Number) }
  const done = await cli.api().call(routes.choose, { params: paramsOf(args), body })
  return tell(cli, done.body.artwork, args.positional[1])
}

export const chooseAnew: Action = async (cli, args) => {
  const done = await cli.api().call(routes.chooseAnew, { params: paramsOf(args), body: {} })
  return tell(cli, done.body.artwork, args.positional[1])
}

export const rejectArtwork: Action = async (cli, args) => {
  const body = { candidateId: Number(args.positional[2]), isRejected: args.options['takeBack'] !== true }
  const done = await cli.api().call(routes.reject, { params: paramsOf(args), body })
  return tell(cli, done.body.artwork, args.positional[1])
}

export const uploadArtwork: Action = async (cli, args) => {
  const body = await readPicture(args.positional[2] ?? '')
  const done = await cli.api().call(routes.upload, { params: paramsOf(args), body })
  return tell(cli, done.body.artwork, args.positional[1])
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST_PICTURE)
      throw new InvalidInputError('cli/file-too-large', { params: { path, most: LARGEST_PICTURE >> 20 } })
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause
    throw new InvalidInputError('cli/no-file', { params: { path }, cause })
  }
}

export const showCache: Action = async (cli) => {
  const { body } = await cli.api().call(routes.cache, {})
  show(cli, body, () =>
    list([
      [say('artwork.cache.pictures'), String(body.pictures)],
      [say('artwork.cache.size'), `${(body.bytes / (1 << 20)).toFixed(1)} MiB`],
      [say('artwork.cache.unused'), String(body.unused)],
      [say('artwork.cache.damaged'), String(body.damaged)],
    ]),
  )
  return body.damaged > 0 ? EXIT.attention : EXIT.ok
}

export const verifyArtwork: Action = async (cli, { positional: [library = ''], options }) => {
  const libraryId = await findLibraryId(cli, library)
  const { body } = await cli.api().call(routes.verify, { body: { libraryId } })
  return started(cli, body, options)
}

export const collectArtwork: Action = async (cli, { options }) =>
  started(cli, (await cli.api().call(routes.collect, { body: {} })).body, options)

async function started(cli: Cli, run: { runId: number }, options: Args['options']): Promise<ExitCode> {
  if (options['wait'] !== false) return followRun(cli, run.runId)
  show(cli, run, () => say('cli.run.started', run))
  return EXIT.ok
}
