import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as asRun from './commands/as-run.ts'
import * as daylogFiles from './commands/daylog-files.ts'
import * as daylog from './commands/daylog.ts'
import * as forecast from './commands/forecast.ts'
import * as grid from './commands/grid.ts'
import * as music from './commands/music.ts'
import * as tracks from './commands/tracks.ts'
import * as publications from './commands/publications.ts'
import * as traffic from './commands/traffic.ts'
import * as voice from './commands/voice.ts'
import { DRY_RUN, LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** What logs are made of, logs, and what became of them. */
export function addLogRoomCommands(program: Command, add: AddCommand): void {
  addTrafficCommands(program, add)
  addAsRunCommands(program, add)
  addLogCommands(program, add)
  addForecastCommands(program, add)
  addTrackCommands(program, add)
  addMusicCommands(program, add)
  addVoiceCommands(program, add)
}

function addTrafficCommands(program: Command, add: AddCommand): void {
  const orders = addGroup(program, 'orders')
  const facts = [
    ['--sponsor <name>', 'sponsor'],
    ['--product <name>', 'product'],
    ['--type <code>', 'order-type'],
    ['--plays <n>', 'plays'],
    ['--per <what>', 'per'],
    ['--weekdays <days>', 'weekdays'],
    ['--windows <times>', 'windows'],
    ['--copies <tracks>', 'copies'],
    ['--priority <n>', 'order-priority'],
    ['--apart <n>', 'apart'],
    ['--make-goods <how>', 'make-goods'],
    ['--grace <n>', 'grace'],
    ['--status <state>', 'order-state'],
  ] as const
  const own = [
    ['--number <number>', 'order-number'],
    ['--name <name>', 'new-name'],
    ['--from <day>', 'flight-from'],
    ['--to <day>', 'flight-to'],
  ] as const
  const found = [['--text <words>', 'text'], ['--over', 'over'], ['--removed', 'removed'], LIMIT] as const
  add(orders, 'list', { args: '<station-id>', options: found, action: traffic.listOrders })
  add(orders, 'show', { args: '<order-id>', action: traffic.showOrder })
  add(orders, 'add', {
    args: '<station-id> <number> <name> <first-day> <last-day>',
    options: facts,
    action: traffic.addOrder,
  })
  add(orders, 'change', { args: '<order-id>', options: [...own, ...facts], action: traffic.changeOrder })
  add(orders, 'remove', { args: '<order-id>', action: traffic.removeOrder })
  add(orders, 'restore', { args: '<order-id>', action: traffic.restoreOrder })
  add(orders, 'days', { args: '<order-id>', action: traffic.listOrderDays })
  add(orders, 'export', { args: '<station-id>', options: [['--out <file>', 'out']], action: traffic.exportOrders })
  add(orders, 'import', {
    args: '<station-id> <file>',
    options: [['--apply', 'apply'], NO_WAIT],
    action: traffic.importOrders,
  })
  const spots = addGroup(program, 'spots')
  const ofOrder = ['--order <order-id>', 'of-order'] as const
  const days = [
    ['--from <day>', 'from-day'],
    ['--to <day>', 'to-day'],
  ] as const
  add(spots, 'list', { args: '<station-id>', options: [ofOrder, STATE, ...days, LIMIT], action: traffic.listSpots })
  add(spots, 'wanted', { args: '<station-id> <day>', action: traffic.listWanted })
  add(spots, 'missed', { args: '<station-id>', options: [ofOrder, LIMIT], action: traffic.listMisses })
  add(spots, 'approve', { args: '<spot-id> [reason]', action: traffic.approveMiss })
  add(spots, 'waive', { args: '<spot-id> <reason>', action: traffic.waiveMiss })
  add(spots, 'reopen', { args: '<spot-id>', action: traffic.reopenMiss })
}

function addAsRunCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'asrun')
  const days = [
    ['--from <day>', 'from-day'],
    ['--to <day>', 'to-day'],
  ] as const
  const file = [
    ['--format <format>', 'report-format'],
    ['--out <file>', 'out'],
  ] as const
  const rules = [
    ['--late <n>', 'late'],
    ['--early <n>', 'early'],
    ['--short <n>', 'short'],
    ['--furthest <n>', 'furthest'],
  ] as const
  const found = [['--track <n>', 'track'], ['--type <code>', 'type'], ['--text <words>', 'text'], LIMIT] as const
  add(group, 'sync', { args: '<station-id>', options: [...days, NO_WAIT], action: asRun.sync })
  add(group, 'days', { args: '<station-id>', options: [LIMIT], action: asRun.listDays })
  add(group, 'day', {
    args: '<station-id> <day>',
    options: [['--verdict <verdict>', 'verdict']],
    action: asRun.showDay,
  })
  add(group, 'report', { args: '<station-id> <first-day> [last-day]', options: file, action: asRun.report })
  add(group, 'plays', { args: '<station-id>', options: [...days, ...found], action: asRun.listPlays })
  add(group, 'owed', { args: '<station-id> <first-day> [last-day]', action: asRun.listOwed })
  add(group, 'rules', { args: '<station-id>', options: rules, action: asRun.rules })
}

function addForecastCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'forecast')
  const fresh = ['--fresh', 'fresh'] as const
  add(group, 'show', { args: '<station-id>', options: [fresh], action: forecast.showForecast })
  add(group, 'drift', { args: '<station-id>', action: forecast.showDrift })
  add(group, 'repair', { args: '<station-id>', options: [['--apply', 'apply'], NO_WAIT], action: forecast.repair })
  add(group, 'now', { args: '<station-id>', options: [fresh], action: forecast.now })
  add(group, 'tolerance', { args: '<station-id> [seconds]', action: forecast.tolerance })
}

const DAY = '<station-id> <day>'

function addLogCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'daylog')
  const fresh = ['--fresh', 'fresh'] as const
  const from = ['--from <day>', 'first-of-days'] as const
  const found = [['--type <code>', 'track-type'], ['--text <words>', 'text'], LIMIT] as const
  add(group, 'list', { args: '<station-id>', options: [from, ['--days <n>', 'how-many-days']], action: daylog.list })
  add(group, 'show', { args: DAY, options: [['--hour <hour>', 'hour-of-day'], fresh], action: daylog.showDay })
  add(group, 'get', { args: '<log-id>', action: daylog.getDay })
  add(group, 'check', { args: DAY, options: [fresh], action: daylog.check })
  add(group, 'make', { args: DAY, action: daylog.make })
  add(group, 'copy', { args: '<station-id> <from> <to>', action: daylog.copy })
  add(group, 'generate', {
    args: DAY,
    options: [['--hours <hours>', 'hours-to-fill'], ['--seed <words>', 'seed'], DRY_RUN],
    action: daylog.generate,
  })
  add(group, 'generate-range', {
    args: '<station-id> <from> <to>',
    options: [['--only-new', 'only-new'], NO_WAIT],
    action: daylog.generateRange,
  })
  add(group, 'fill', {
    args: `${DAY} <time>`,
    options: [['--category <n>', 'of-category'], ['--cart <n>', 'of-cart'], ['--seed <words>', 'seed'], DRY_RUN],
    action: daylog.fill,
  })
  const publish = [
    ['--hour <hour>', 'hour-of-day'],
    ['--accept-gaps', 'accept-gaps'],
    ['--take-over <rows>', 'take-over-rows'],
  ] as const
  add(group, 'preview', { args: DAY, options: publish, action: publications.preview })
  add(group, 'publish', { args: DAY, options: [...publish, NO_WAIT], action: publications.publish })
  add(group, 'publications', { args: DAY, options: [LIMIT], action: publications.list })
  addLogEdits(group, add)
  addLogFiles(group, add)
  addLogTemplates(program, add)
  add(group, 'why', { args: `${DAY} <entry-id>`, action: daylog.why })
  add(group, 'fits', { args: `${DAY} <length>`, options: found, action: daylog.fits })
  add(group, 'uses', { args: '<station-id> <track-id>', options: [LIMIT], action: daylog.uses })
}

function addLogEdits(group: Command, add: AddCommand): void {
  const entry = `${DAY} <entry-id>`
  const place = [
    ['--before <n>', 'before-entry'],
    ['--after <n>', 'after-entry'],
    ['--hour <hour>', 'hour-of-day'],
  ] as const
  const start = [
    ['--start <type>', 'start-type'],
    ['--anchor <time>', 'anchor'],
    ['--length <time>', 'entry-length'],
    ['--title <title>', 'new-title'],
    ['--note <words>', 'note'],
  ] as const
  add(group, 'add', {
    args: `${DAY} [track-id]`,
    options: [...place, ...start, ['--what <kind>', 'entry-kind']],
    action: daylog.add,
  })
  add(group, 'change', { args: entry, options: start, action: daylog.change })
  add(group, 'move', { args: entry, options: place, action: daylog.move })
  add(group, 'replace', { args: `${entry} <track-id>`, action: daylog.replace })
  add(group, 'remove', { args: entry, action: daylog.remove })
  add(group, 'edits', { args: `${DAY} <file>`, action: daylog.editFile })
  add(group, 'undo', { args: DAY, options: [['--to <n>', 'to-revision']], action: daylog.undo })
  add(group, 'redo', { args: DAY, action: daylog.redo })
  add(group, 'revisions', { args: DAY, options: [LIMIT], action: daylog.revisions })
  add(group, 'lock', {
    args: DAY,
    options: [
      ['--take-over', 'take-over'],
      ['--note <words>', 'note'],
    ],
    action: daylog.lock,
  })
  add(group, 'unlock', { args: DAY, action: daylog.unlock })
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
    ['--measured <how>', 'measured'],
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
  const measured = [
    ['--which <which>', 'which-to-measure'],
    ['--text <words>', 'text'],
    ['--type <code>', 'type-code'],
    ['--unmapped', 'unmapped'],
    ['--genre <genre>', 'genre'],
    NO_WAIT,
  ] as const
  add(group, 'measure-many', { args: '<station-id> [track-id...]', options: measured, action: tracks.measureMany })
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

function addLogFiles(group: Command, add: AddCommand): void {
  const format = ['--format <name>', 'log-format'] as const
  add(group, 'import', {
    args: `${DAY} <file>`,
    options: [format, ['--whole', 'whole-log'], ['--leave-out', 'leave-out'], DRY_RUN],
    action: daylogFiles.importFile,
  })
  add(group, 'export', { args: DAY, options: [format, ['--out <file>', 'out']], action: daylogFiles.exportFile })
}

function addLogTemplates(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'log-templates')
  add(group, 'list', { args: '<station-id>', action: daylogFiles.listTemplates })
  add(group, 'show', { args: '<template-id>', action: daylogFiles.showTemplate })
  add(group, 'add', { args: '<station-id> <file>', action: daylogFiles.addTemplate })
  add(group, 'change', { args: '<template-id> <file>', action: daylogFiles.changeTemplate })
  add(group, 'remove', { args: '<template-id>', action: daylogFiles.removeTemplate })
}

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
  add(week, 'days', { args: '<station-id>', action: grid.listOwnDays })
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
  add(group, 'import', { args: '<station-id> <file>', options: [DRY_RUN], action: music.importClocks })
  add(group, 'preview', { args: '<station-id> <day> <hour>', options: preview, action: music.previewClock })
}

function addVoiceCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'voice')
  const ends = [
    ['--in <n>', 'trim-in'],
    ['--end <n>', 'trim-out'],
    ['--music-in <n>', 'music-in'],
  ] as const
  const TAKE = '<take-id>'
  add(group, 'slots', { args: DAY, action: voice.listLinks })
  add(group, 'takes', {
    args: DAY,
    options: [
      ['--link <entry-id>', 'of-link'],
      ['--removed', 'with-removed'],
    ],
    action: voice.listTakes,
  })
  add(group, 'upload', {
    args: `${DAY} <entry-id> <file>`,
    options: [...ends, ['--choose', 'choose-take'], NO_WAIT],
    action: voice.upload,
  })
  add(group, 'trim', { args: TAKE, options: ends, action: voice.trim })
  add(group, 'choose', { args: TAKE, options: [NO_WAIT], action: voice.choose })
  add(group, 'send', { args: TAKE, options: [NO_WAIT], action: voice.send })
  add(group, 'remove', { args: TAKE, action: voice.remove })
  add(group, 'restore', { args: TAKE, action: voice.restore })
  add(group, 'rules', {
    args: '<station-id>',
    options: [['--target <lufs>', 'target-lufs']],
    action: voice.rules,
  })
}
