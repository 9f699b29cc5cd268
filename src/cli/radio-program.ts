import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as episodeInboxes from './commands/episode-inboxes.ts'
import * as grid from './commands/grid.ts'
import * as music from './commands/music.ts'
import * as planner from './commands/planner.ts'
import * as programme from './commands/programme.ts'
import * as programmeFiles from './commands/programme-files.ts'
import * as radio from './commands/radio.ts'
import * as tracks from './commands/tracks.ts'
import { DRY_RUN, LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** Stations, their inboxes, programmes and plans. */
export function addRadioCommands(program: Command, add: AddCommand): void {
  addStationCommands(program, add)
  addProgrammeCommands(program, add)
  addPlannerCommands(program, add)
  addMusicCommands(program, add)
  addTrackCommands(program, add)
}

function addStationCommands(program: Command, add: AddCommand): void {
  const stations = addGroup(program, 'stations')
  const library = ['--library <connection-id>', 'library'] as const
  const cms = ['--cms <connection-id>', 'cms'] as const
  const own = ['--own-programme', 'own-programme'] as const
  const notOwn = ['--no-own-programme', 'no-own-programme'] as const
  const change = [['--name <name>', 'new-name'], ['--zone <zone>', 'zone'], library, cms, own, notOwn] as const
  add(stations, 'list', { action: radio.listStations })
  add(stations, 'show', { args: '<station-id>', action: radio.showStation })
  add(stations, 'add', { args: '<name> <zone>', options: [library, cms, own], action: radio.addStation })
  add(stations, 'change', { args: '<station-id>', options: change, action: radio.changeStation })
  add(stations, 'remove', { args: '<station-id>', action: radio.removeStation })
  add(stations, 'doctor', { args: '<station-id>', options: [['--last', 'last-look']], action: radio.checkStation })
  const inboxes = addGroup(program, 'inboxes')
  const facts = [
    ['--type <code>', 'type'],
    ['--settle <n>', 'settle'],
    ['--watch', 'watch'],
    ['--mode <mode>', 'inbox-mode'],
    ['--pattern <pattern>', 'inbox-pattern'],
    ['--archive <folder>', 'inbox-archive'],
    ['--least-kbps <n>', 'least-kbps'],
    ['--most-kbps <n>', 'most-kbps'],
    ['--sample-rate <n>', 'sample-rate'],
    ['--short-by <n>', 'short-by'],
    ['--silence <n>', 'silence'],
  ] as const
  add(inboxes, 'list', { action: radio.listInboxes })
  add(inboxes, 'add', { args: '<station-id> <folder>', options: facts, action: radio.addInbox })
  add(inboxes, 'change', {
    args: '<inbox-id>',
    options: [...facts, ['--by-hand', 'by-hand']],
    action: radio.changeInbox,
  })
  add(inboxes, 'import', { args: '<inbox-id>', options: [DRY_RUN, NO_WAIT], action: radio.importFiles })
  add(inboxes, 'summary', { args: '<inbox-id>', action: episodeInboxes.summary })
  add(inboxes, 'match', {
    args: '<inbox-id> <file> [episode]',
    options: [['--none', 'no-episode']],
    action: episodeInboxes.match,
  })
  add(inboxes, 'episodes', { args: '<inbox-id> [text]', action: episodeInboxes.episodes })
  add(inboxes, 'check-audio', { args: '<inbox-id>', options: [NO_WAIT], action: episodeInboxes.checkAudio })
  add(inboxes, 'audio', { args: '<inbox-id> <file>', action: episodeInboxes.audio })
  add(inboxes, 'remove', { args: '<inbox-id>', action: radio.removeInbox })
}

function addProgrammeCommands(program: Command, add: AddCommand): void {
  const shows = addGroup(program, 'shows')
  const description = ['--description <words>', 'description'] as const
  const ofShow = [['--hosts <names>', 'hosts'], description, ['--playout-show <n>', 'playout-show']] as const
  const title = ['--title <title>', 'new-title'] as const
  const removed = ['--removed', 'removed'] as const
  add(shows, 'list', { args: '<station-id>', options: [removed], action: programme.listShows })
  add(shows, 'show', { args: '<show-id>', action: programme.showShow })
  add(shows, 'add', { args: '<station-id> <title>', options: ofShow, action: programme.addShow })
  add(shows, 'change', { args: '<show-id>', options: [title, ...ofShow], action: programme.changeShow })
  add(shows, 'remove', { args: '<show-id>', action: programme.removeShow })
  add(shows, 'restore', { args: '<show-id>', action: programme.restoreShow })
  const episodes = addGroup(program, 'episodes')
  const status = ['--status <status>', 'air-status'] as const
  const ofShowOnly = ['--show <show-id>', 'own-show'] as const
  const filter = [ofShowOnly, status, ['--text <words>', 'text'], removed, LIMIT] as const
  const ofEpisode = [
    ofShowOnly,
    description,
    ['--published', 'published'],
    ['--unpublished', 'unpublished'],
    ['--review', 'review'],
    ['--no-review', 'no-review'],
    status,
    ['--starts <time>', 'starts'],
    ['--ends <time>', 'ends'],
    ['--minutes <n>', 'minutes'],
  ] as const
  const change = [title, ...ofEpisode, ['--track <n>', 'own-track']] as const
  add(episodes, 'list', { args: '<station-id>', options: filter, action: programme.listEpisodes })
  add(episodes, 'show', { args: '<episode-id>', action: programme.showEpisode })
  add(episodes, 'add', { args: '<station-id> <title>', options: ofEpisode, action: programme.addEpisode })
  add(episodes, 'change', { args: '<episode-id>', options: change, action: programme.changeEpisode })
  add(episodes, 'remove', { args: '<episode-id>', action: programme.removeEpisode })
  add(episodes, 'restore', { args: '<episode-id>', action: programme.restoreEpisode })
  const files = addGroup(program, 'programme')
  add(files, 'export', {
    args: '<station-id> <what>',
    options: [['--out <file>', 'out']],
    action: programmeFiles.exportProgramme,
  })
  add(files, 'import', {
    args: '<station-id> <what> <file>',
    options: [['--apply', 'apply'], NO_WAIT],
    action: programmeFiles.importProgramme,
  })
}

function addPlannerCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'planner')
  const what = [
    ['--episode <id>', 'episode'],
    ['--track <n>', 'track'],
    ['--show <id>', 'show'],
  ] as const
  const together = [DRY_RUN, NO_WAIT] as const
  const range = [['--replace', 'replace'], ...together] as const
  const found = [
    ['--kind <kind>', 'palette-kind'],
    ['--text <words>', 'text'],
    ['--show <id>', 'show'],
    ['--sort <order>', 'sort'],
    LIMIT,
  ] as const
  add(group, 'week', {
    args: '<station-id>',
    options: [
      ['--start <day>', 'first-day'],
      ['--days <n>', 'how-many-days'],
      ['--fresh', 'fresh'],
    ],
    action: planner.showWeek,
  })
  add(group, 'palette', { args: '<station-id>', options: found, action: planner.listPalette })
  add(group, 'shows', { args: '<station-id>', action: planner.listShows })
  add(group, 'list', { args: '<station-id>', options: [STATE, LIMIT], action: planner.listAirings })
  add(group, 'show', { args: '<airing-id>', action: planner.showAiring })
  add(group, 'plan', { args: '<station-id> <start> <end>', options: [...what, DRY_RUN], action: planner.plan })
  add(group, 'move', { args: '<airing-id> <start> <end>', options: [DRY_RUN], action: planner.move })
  add(group, 'unplan', { args: '<airing-id>', action: planner.unplan })
  add(group, 'repair', { args: '<airing-id>', action: planner.repair })
  add(group, 'changes', { args: '<station-id> <file>', options: together, action: planner.applyChanges })
  add(group, 'range', { args: '<station-id> <file>', options: range, action: planner.planRange })
  add(group, 'copy-week', { args: '<station-id> <from> <to>', options: range, action: planner.copyWeek })
}

/** What days are made of and from. */
function addMusicCommands(program: Command, add: AddCommand): void {
  const facts = ['--facts <file>', 'facts'] as const
  const name = ['--name <name>', 'new-name'] as const
  const kinds = [
    ['clocks', 'clock', music.clocks],
    ['categories', 'category', music.categories],
    ['carts', 'cart', music.carts],
    ['dayparts', 'daypart', music.dayparts],
  ] as const
  for (const [many, one, actions] of kinds) {
    const group = addGroup(program, many)
    add(group, 'list', { args: '<station-id>', action: actions.list })
    add(group, 'show', { args: `<${one}-id>`, action: actions.show })
    add(group, 'add', { args: '<station-id> <name>', options: [facts], action: actions.add })
    add(group, 'change', { args: `<${one}-id>`, options: [name, facts], action: actions.change })
    add(group, 'copy', { args: `<${one}-id> <name>`, action: actions.copy })
    add(group, 'remove', { args: `<${one}-id>`, action: actions.remove })
    if (many === 'clocks') addClockFiles(group, add)
  }
  const week = addGroup(program, 'grid')
  add(week, 'show', { args: '<station-id> [day]', action: grid.showGrid })
  add(week, 'set', { args: '<station-id> <weekdays> <times> <clock>', action: grid.setGrid })
  add(week, 'day', { args: '<station-id> <day> <times> <clock>', action: grid.setDayGrid })
  add(week, 'clear', { args: '<station-id> <day>', action: grid.clearDayGrid })
  const separation = addGroup(program, 'separation')
  const rules = [
    ['--artist <n>', 'artist-minutes'],
    ['--title <n>', 'title-minutes'],
    ['--sponsor <n>', 'sponsor-minutes'],
    ['--product <n>', 'product-minutes'],
    ['--cart <n>', 'cart-minutes'],
    ['--artist-per-hour <n>', 'artist-per-hour'],
    ['--sponsor-per-hour <n>', 'sponsor-per-hour'],
  ] as const
  add(separation, 'show', { args: '<station-id>', action: grid.showSeparation })
  add(separation, 'change', { args: '<station-id>', options: rules, action: grid.changeSeparation })
}

function addClockFiles(group: Command, add: AddCommand): void {
  const preview = [['--clock <clock-id>', 'other-clock']] as const
  add(group, 'export', { args: '<station-id>', options: [['--out <file>', 'out']], action: music.exportClocks })
  add(group, 'import', { args: '<station-id> <file>', action: music.importClocks })
  add(group, 'preview', { args: '<station-id> <day> <hour>', options: preview, action: music.previewClock })
}

function addTrackCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'tracks')
  const filter = [
    ['--text <words>', 'text'],
    ['--type <code>', 'type-code'],
    ['--unmapped', 'unmapped'],
    STATE,
    ['--genre <genre>', 'genre'],
    ['--gone', 'gone'],
    ['--sort <by>', 'sort-tracks'],
    ['--down', 'down'],
    LIMIT,
  ] as const
  const facts = [
    ['--sponsor <name>', 'sponsor'],
    ['--product <name>', 'product'],
    ['--intro <n>', 'intro'],
  ] as const
  add(group, 'list', { args: '<station-id>', options: filter, action: tracks.listTracks })
  add(group, 'show', { args: '<station-id> <track-id>', action: tracks.showTrack })
  add(group, 'change', { args: '<station-id> <track-id>', options: facts, action: tracks.changeTrack })
  add(group, 'usage', { args: '<station-id> <track-id>', action: tracks.usage })
  add(group, 'measure', { args: '<station-id> <track-id>', options: [NO_WAIT], action: tracks.measure })
  add(group, 'waveform', { args: '<station-id> <track-id>', action: tracks.waveform })
  add(group, 'counts', { args: '<station-id>', action: tracks.counts })
  add(group, 'sync', { args: '<station-id>', options: [NO_WAIT], action: tracks.sync })
  add(group, 'syncs', { args: '<station-id>', options: [LIMIT], action: tracks.listSyncs })
  add(group, 'types', { args: '<station-id>', action: tracks.listTypes })
  add(group, 'map', { args: '<station-id> <code> [type]', action: tracks.mapType })
  add(group, 'ensure-types', { args: '<station-id>', options: [DRY_RUN, NO_WAIT], action: tracks.ensureTypes })
  add(group, 'on-air', { args: '<station-id>', action: tracks.onAir })
  add(group, 'probe', { args: '<station-id>', action: tracks.probe })
}
