import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as artwork from './commands/artwork.ts'
import * as libraries from './commands/libraries.ts'
import * as publications from './commands/title-publications.ts'
import * as scans from './commands/scans.ts'
import * as titles from './commands/titles.ts'
import { LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** Libraries, their scans and what scans leave open. */
export function addLibraryCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'libraries')
  const change = [
    ['--name <name>', 'new-name'],
    ['--on', 'on'],
    ['--off', 'off'],
  ] as const
  add(group, 'list', { action: libraries.listLibraries })
  add(group, 'show', { args: '<library>', action: libraries.showLibrary })
  add(group, 'add', { args: '<library-kind> <name> <folder> [key=value...]', action: libraries.addLibrary })
  add(group, 'change', { args: '<library> [key=value...]', options: change, action: libraries.changeLibrary })
  add(group, 'remove', { args: '<library>', action: libraries.removeLibrary })
  add(group, 'run', { args: '<library> <task>', options: [NO_WAIT], action: libraries.runTask })
  addScanCommands(program, add)
  addTitleCommands(program, add)
  addArtworkCommands(program, add)
}

function addScanCommands(program: Command, add: AddCommand): void {
  const how = [
    ['--folder <folder>', 'scan-folder'],
    ['--full', 'full'],
    ['--most <n>', 'most-folders'],
    ['--accept-missing <n>', 'accept-missing'],
    ['--no-probe', 'no-probe'],
    ['--no-artwork', 'no-artwork'],
    ['--no-cache', 'no-cache'],
    ['--no-enrich', 'no-enrich'],
    ['--no-publish', 'no-publish'],
    NO_WAIT,
  ] as const
  add(program, 'scan', { args: '<library>', options: how, action: scans.scan })
  const group = addGroup(program, 'scans')
  add(group, 'list', { args: '[library]', options: [LIMIT], action: scans.listScans })
  add(group, 'show', { args: '<scan-id>', action: scans.showScan })
  add(group, 'notes', { args: '<scan-id>', options: [['--level <level>', 'level'], LIMIT], action: scans.listNotes })
  add(group, 'cancel', { args: '<scan-id>', action: scans.cancelScan })
  const files = addGroup(program, 'unknown-files')
  const filter = [['--ignored', 'ignored'], ['--kind <kind>', 'file-kind'], ['--text <words>', 'text'], LIMIT] as const
  add(files, 'list', { args: '[library]', options: filter, action: scans.listUnknownFiles })
  add(files, 'ignore', { args: '<file-id...>', action: scans.ignoreFiles })
  add(files, 'say', {
    args: '<use> <file-id...>',
    options: [['--language <code>', 'file-language']],
    action: scans.sayFiles,
  })
  add(files, 'take-back', { args: '<file-id...>', action: scans.takeBackFiles })
  const folders = addGroup(program, 'folders')
  const word = [
    ['--title <title>', 'folder-title'],
    ['--year <year>', 'folder-year'],
    ['--tmdb <id>', 'folder-tmdb'],
    ['--imdb <id>', 'folder-imdb'],
    ['--tvdb <id>', 'folder-tvdb'],
    ['--ignore', 'folder-ignore'],
    ['--take-back', 'folder-take-back'],
  ] as const
  add(folders, 'show', { args: '<folder-id>', action: scans.showFolder })
  add(folders, 'say', { args: '<folder-id>', options: word, action: scans.sayFolder })
}

function addTitleCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'titles')
  const filter = [
    ['--kind <kind>', 'title-kind'],
    STATE,
    ['--from-year <n>', 'from-year'],
    ['--to-year <n>', 'to-year'],
    ['--lines <n>', 'lines'],
    ['--care', 'care'],
    ['--locked', 'locked'],
    ['--no-art <kind>', 'no-art'],
    ['--not-in <group-id>', 'not-in-group'],
    ['--gone', 'gone-titles'],
    ['--text <words>', 'text'],
  ] as const
  const order = [['--sort <how>', 'title-sort'], ['--down', 'down'], LIMIT] as const
  add(group, 'list', { args: '[library]', options: [...filter, ...order], action: titles.listTitles })
  add(group, 'count', { args: '[library]', options: filter, action: titles.countTitles })
  add(group, 'show', { args: '<title-id>', action: titles.showTitle })
  add(group, 'edit', { args: '<title-id> <key=value...>', action: titles.editTitle })
  add(group, 'lock', { args: '<title-id> [fact...]', action: titles.lockTitle })
  add(group, 'unlock', { args: '<title-id> [fact...]', action: titles.unlockTitle })
  add(group, 'history', { args: '<title-id>', options: [LIMIT], action: titles.showHistory })
  add(group, 'undo', { args: '<title-id> <change-id>', action: titles.undoChange })
  add(group, 'reset', { args: '<title-id> [fact...]', action: titles.resetTitle })
  add(group, 'steps', { args: '<title-id>', action: titles.showSteps })
  add(group, 'refresh', { args: '<title-id...>', options: [NO_WAIT], action: titles.refreshTitles })
  add(group, 'publish', { args: '<title-id...>', options: [NO_WAIT], action: titles.publishTitles })
  add(group, 'matches', {
    args: '<title-id> [words]',
    options: [['--year <n>', 'match-year']],
    action: titles.listMatches,
  })
  add(group, 'match', { args: '<title-id> [provider-number]', options: [NO_WAIT], action: titles.chooseMatch })
}

function addArtworkCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'artwork')
  add(group, 'list', { args: '<title-id> [art]', action: artwork.listArtwork })
  add(group, 'choose', { args: '<title-id> <art> [candidate-id...]', action: artwork.chooseArtwork })
  add(group, 'choose-anew', { args: '<title-id> <art>', action: artwork.chooseAnew })
  add(group, 'reject', {
    args: '<title-id> <art> <candidate-id>',
    options: [['--take-back', 'art-take-back']],
    action: artwork.rejectArtwork,
  })
  add(group, 'upload', { args: '<title-id> <art> <file>', action: artwork.uploadArtwork })
  add(group, 'cache', { action: artwork.showCache })
  add(group, 'verify', { args: '<library>', options: [NO_WAIT], action: artwork.verifyArtwork })
  add(group, 'collect', { options: [NO_WAIT], action: artwork.collectArtwork })
  const beside = addGroup(program, 'beside')
  add(beside, 'show', { args: '<title-id>', action: publications.showPublication })
  add(beside, 'publish', { args: '<title-id> [path...]', options: [NO_WAIT], action: publications.publish })
  add(beside, 'undo', { args: '<title-id>', action: publications.undoPublication })
  const kept = addGroup(program, 'kept-files')
  add(kept, 'list', { args: '[library]', options: [['--left', 'kept-left'], LIMIT], action: publications.listKept })
  add(kept, 'leave', { args: '<file-id...>', action: publications.leaveKept })
  add(kept, 'ask', { args: '<file-id...>', action: publications.askAboutKept })
}
