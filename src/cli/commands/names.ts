import { createInterface } from 'node:readline'
import { say } from '../../kernel/words.ts'
import type { EpisodeName, MovieName, Unreadable } from '../../media/names/model.ts'
import { readEpisodeName } from '../../media/names/read-episode-name.ts'
import { readMovieName } from '../../media/names/read-movie-name.ts'
import { type Cli, EXIT, type ExitCode } from '../cli.ts'
import type { Args } from '../command.ts'

type Reading = EpisodeName | MovieName | Unreadable

/** Reads names from stdin and says what they were understood as, one JSON line each; needs no server. */
export async function readNames(cli: Cli, { options }: Args): Promise<ExitCode> {
  const wishes = ['films', 'episodes'].filter((one) => options[one] === true)
  if (wishes.length > 1) {
    cli.note(say('cli.names.one-kind'))
    return EXIT.usage
  }
  if (cli.isTty) cli.note(say('cli.names.waits'))
  let unread = 0
  for await (const name of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (name.trim() === '') continue
    const reading = readOne(name, wishes[0])
    if (reading.is === 'unreadable') unread += 1
    cli.out(JSON.stringify({ name, ...reading }))
  }
  return unread === 0 ? EXIT.ok : EXIT.findings
}

/** Without a wish: an episode when it has an episode's numbers, else a film. */
function readOne(name: string, wish: string | undefined): Reading {
  if (wish === 'films') return readMovieName(name)
  const episode = readEpisodeName(name)
  if (wish === 'episodes') return episode
  const film = readMovieName(name)
  const isFilm = episode.is === 'unreadable' || (film.is === 'movie' && film.year !== null && isGuess(episode))
  return isFilm ? film : episode
}

/** Numbers that films have in their titles, too. */
function isGuess(episode: EpisodeName): boolean {
  return episode.airDate === null && episode.pieces.every(({ rule }) => !SURE.test(rule))
}

const SURE = /^number\.(?:season|cross|capitulo|episode)/u
