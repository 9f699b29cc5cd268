import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as asRun from './commands/as-run.ts'
import * as daylog from './commands/daylog.ts'
import * as forecast from './commands/forecast.ts'
import * as traffic from './commands/traffic.ts'
import { DRY_RUN, LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** What logs are made of, logs, and what became of them. */
export function addLogRoomCommands(program: Command, add: AddCommand): void {
  addTrafficCommands(program, add)
  addAsRunCommands(program, add)
  addLogCommands(program, add)
  addForecastCommands(program, add)
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
  addLogEdits(group, add)
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
