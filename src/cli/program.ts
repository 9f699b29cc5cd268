import type { Command } from 'commander'
import { say } from '../kernel/words.ts'
import { type Action, addGroup, type AddCommand } from './command.ts'
import * as access from './commands/access.ts'
import * as archive from './commands/archive.ts'
import * as config from './commands/config.ts'
import * as connections from './commands/connections.ts'
import * as deliveries from './commands/deliveries.ts'
import * as diagnostics from './commands/diagnostics.ts'
import * as jobs from './commands/jobs.ts'
import * as names from './commands/names.ts'
import * as plans from './commands/plans.ts'
import * as senderFolders from './commands/sender-folders.ts'
import * as server from './commands/server.ts'
import { serviceUnit } from './commands/service-unit.ts'
import * as syncing from './commands/syncing.ts'
import * as views from './commands/views.ts'
import * as watch from './commands/watch.ts'
import * as webhooks from './commands/webhooks.ts'
import { addArchiveCareCommands } from './archive-care-program.ts'
import { addLibraryCommands } from './library-program.ts'
import * as alerts from './commands/alerts.ts'
import { addPlayerCommands } from './player-program.ts'
import { addSyncthingCommands } from './syncthing-program.ts'
import { addRadioCommands } from './radio-program.ts'
import { DRY_RUN, FORCE, LIMIT, NO_WAIT, STATE } from './shared-options.ts'

const JOB_FILTER = [
  STATE,
  ['--kind <kind>', 'kind'],
  ['--queue <name>', 'queue'],
  ['--text <words>', 'text'],
  LIMIT,
] as const

type AddArea = (program: Command, add: AddCommand) => void

/** As the help shows them; the words of an area are `cli.area.<name>`. */
const AREAS: Readonly<Record<string, readonly AddArea[]>> = {
  server: [addServerCommands, addDiagnosticCommands],
  archive: [addArchiveCommands, addArchiveCareCommands, addSyncthingCommands],
  radio: [addRadioCommands],
  library: [addLibraryCommands, addPlayerCommands, addNameCommand],
  activity: [addWatchCommands, addPlanCommands, addJobCommands, addDeliveryCommands, addViewCommands],
  outside: [addConnectionCommands, addWebhookCommands, addAlertCommands],
  settings: [addConfigCommands, addAccessCommands],
}

/** Every command; the screens and the CLI offer the same. */
export function addCommands(program: Command, add: AddCommand): void {
  for (const [area, adders] of Object.entries(AREAS)) {
    program.commandsGroup(say(`cli.area.${area}`))
    for (const addSome of adders) addSome(program, add)
  }
}

function addWatchCommands(program: Command, add: AddCommand): void {
  add(program, 'attention', { options: [['--past', 'past'], LIMIT], action: watch.attention })
  add(program, 'snooze', { args: '<card-id> [hours]', action: watch.snooze })
  const follow = ['-f, --follow', 'follow'] as const
  add(program, 'events', { options: [follow, ['--kind <kind>', 'kind'], LIMIT], action: watch.events })
  const filter = [
    ['--level <level>', 'level'],
    ['--area <area>', 'area'],
    ['--text <words>', 'text'],
  ] as const
  add(program, 'logs', { options: [follow, ...filter, LIMIT], action: watch.logs })
}

function addNameCommand(program: Command, add: AddCommand): void {
  const kinds = [
    ['--films', 'names-films'],
    ['--episodes', 'names-episodes'],
  ] as const
  add(program, 'names', { options: kinds, action: names.readNames })
}

function addDiagnosticCommands(program: Command, add: AddCommand): void {
  add(program, 'doctor', { action: watch.doctor })
  const bundle = [
    ['--out <file>', 'bundle-out'],
    ['--show', 'bundle-show'],
    ['--mail', 'bundle-mail'],
    ['--homes', 'bundle-homes'],
  ] as const
  add(program, 'support-bundle', { options: bundle, action: diagnostics.supportBundle })
  const group = addGroup(program, 'data')
  add(group, 'tables', { action: diagnostics.listTables })
  const which = [
    ['--column <column>', 'data-column'],
    ['--test <test>', 'data-test'],
    ['--value <value>', 'data-value'],
    ['--sort <column>', 'data-sort'],
    ['--descending', 'data-descending'],
    ['--page <n>', 'data-page'],
    LIMIT,
    ['--csv <file>', 'data-csv'],
  ] as const
  add(group, 'rows', { args: '<table>', options: which, action: diagnostics.listRows })
  add(group, 'row', { args: '<table> <key>', action: diagnostics.showRow })
}

type DatabaseCommands = typeof import('./commands/data.ts')

/** Loading what opens a database takes longer than most commands. */
const onDatabase =
  (name: keyof DatabaseCommands): Action =>
  async (cli, given) =>
    (await import('./commands/data.ts'))[name](cli, given)

function addServerCommands(program: Command, add: AddCommand): void {
  add(program, 'start', { action: server.start })
  add(program, 'stop', { options: [FORCE], action: server.stop })
  add(program, 'restart', { options: [FORCE], action: server.restart })
  add(program, 'status', { action: server.status })
  add(program, 'service-unit', { options: [['--user <name>', 'unit-user']], action: serviceUnit })
  add(program, 'backup', { action: onDatabase('backup') })
  add(program, 'backups', { action: onDatabase('backups') })
  add(program, 'restore', { args: '<file>', options: [DRY_RUN, ['--yes', 'yes']], action: onDatabase('restore') })
  add(program, 'check', { action: onDatabase('check') })
}

function addArchiveCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'archive')
  add(group, 'overview', { action: archive.overview })
  const run = [NO_WAIT, ['--stepwise', 'stepwise']] as const
  add(group, 'run', { args: '[steps...]', options: run, action: archive.runSteps })
  add(group, 'go-on', { args: '[run-id]', options: [NO_WAIT], action: archive.goOn })
  add(group, 'figures', { options: [['--days <n>', 'history-days']], action: archive.figures })
  add(group, 'dedup', { options: [NO_WAIT], action: archive.runStep('dedup') })
  add(group, 'cleanup', { options: [NO_WAIT], action: archive.runStep('cleanup') })
  add(group, 'batch', { options: [DRY_RUN, NO_WAIT], action: archive.createBatch })
  add(group, 'batches', { options: [STATE, LIMIT], action: archive.listBatches })
  add(group, 'show', { args: '<batch-id>', action: archive.showBatch })
  add(group, 'sort', { args: '<batch-id>', options: [DRY_RUN, NO_WAIT], action: archive.sortBatch })
  add(group, 'sync', { args: '<batch-id>', action: syncing.startSync })
  add(group, 'sync-status', { args: '<batch-id>', action: syncing.showSync })
  add(group, 'syncs', { options: [['--refresh', 'refresh']], action: syncing.listSyncs })
  add(group, 'sync-check', { action: syncing.diagnose })
  add(group, 'clear', { args: '<batch-id>', action: syncing.release })
  add(group, 'retry', { args: '<batch-id>', action: archive.retryBatch })
  add(group, 'abandon', { args: '<batch-id>', options: [NO_WAIT], action: archive.abandonBatch })
  add(group, 'runs', { options: [LIMIT], action: archive.listArchiveRuns })
  add(group, 'undo', { args: '<run-id>', options: [NO_WAIT], action: archive.undoRun })
  const filter = [
    STATE,
    ['--batch <batch-id>', 'batch'],
    ['--month <yyyy-mm>', 'month'],
    ['--text <words>', 'text'],
    LIMIT,
  ] as const
  add(group, 'items', { options: filter, action: archive.listItems })
  add(group, 'item', { args: '<item-id>', action: archive.showItem })
  add(group, 'duplicates', { options: [LIMIT], action: archive.listDuplicates })
  add(group, 'release', { args: '[item-id...]', action: archive.releaseItems })
  add(group, 'put-back', { options: [NO_WAIT], action: archive.putBackCopies })
  add(group, 'date', { args: '<item-id> [date]', action: archive.setDate })
  add(group, 'manifest', { args: '<batch-id>', action: archive.showManifest })
  add(group, 'storage', { action: archive.showStorage })
  add(group, 'timeline', { action: archive.showTimeline })
  add(group, 'activity', { options: [['--days <n>', 'past-days']], action: archive.showActivity })
}

function addPlanCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'plans')
  add(group, 'list', { options: [STATE, LIMIT], action: plans.listPlans })
  add(group, 'show', { args: '<plan-id>', action: plans.showPlan })
  add(group, 'check', { args: '<plan-id>', action: plans.checkPlan })
  add(group, 'apply', { args: '<plan-id>', options: [NO_WAIT], action: plans.applyPlan })
  add(group, 'undo', { args: '<plan-id>', options: [NO_WAIT], action: plans.undoPlan })
  add(group, 'discard', { args: '<plan-id>', action: plans.discardPlan })
}

function addJobCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'jobs')
  add(group, 'list', { options: [...JOB_FILTER, ['--run <run-id>', 'run']], action: jobs.listJobs })
  add(group, 'runs', { options: JOB_FILTER, action: jobs.listRuns })
  add(group, 'show', { args: '<job-id>', action: jobs.showJob })
  add(group, 'children', { args: '<job-id>', options: [STATE, LIMIT], action: jobs.listChildren })
  add(group, 'watch', { args: '<run-id>', action: jobs.watchRun })
  const many = [STATE, ['--kind <kind>', 'kind']] as const
  add(group, 'cancel', { args: '[job-id]', options: many, action: jobs.cancelJob })
  add(group, 'retry', {
    args: '[job-id]',
    options: [...many, ['--ended-since <time>', 'ended-since'], ['--wait', 'wait']],
    action: jobs.retryJob,
  })
  add(group, 'priority', { args: '<job-id> <priority>', action: jobs.prioritise })
  const clear = [
    ['--kind <kind>', 'kind'],
    ['--older-than <n>', 'older-than'],
  ] as const
  add(group, 'clear', { args: '<state>', options: clear, action: jobs.clearJobs })
  add(group, 'counts', { action: jobs.countJobs })
  add(group, 'queues', { action: jobs.listQueues })
  add(group, 'pause', { args: '<queue>', action: jobs.pauseQueue })
  add(group, 'resume', { args: '<queue>', action: jobs.resumeQueue })
  add(group, 'drain', { args: '<queue>', action: jobs.drainQueue })
  add(group, 'schedules', { action: jobs.listSchedules })
  add(group, 'run-schedule', { args: '<schedule-id>', options: [['--wait', 'wait']], action: jobs.runSchedule })
  const times = [['--zone <zone>', 'zone'], ['--default', 'default-times'], DRY_RUN] as const
  add(group, 'reschedule', { args: '<schedule-id> [cron]', options: times, action: jobs.reschedule })
  add(group, 'enable', { args: '<schedule-id>', action: jobs.enableSchedule })
  add(group, 'disable', { args: '<schedule-id>', action: jobs.disableSchedule })
  add(group, 'targets', { action: jobs.listTargets })
}

function addDeliveryCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'deliveries')
  const filter = [
    STATE,
    ['--kind <kind>', 'kind'],
    ['--connection <connection-id>', 'connection'],
    ['--run <run-id>', 'run'],
    LIMIT,
  ] as const
  add(group, 'list', { options: filter, action: deliveries.listDeliveries })
  add(group, 'counts', { action: deliveries.countDeliveries })
  add(group, 'show', { args: '<delivery-id>', action: deliveries.showDelivery })
  add(group, 'look', { args: '<delivery-id>', action: deliveries.lookAtDelivery })
  add(group, 'take', { args: '<delivery-id> <remote-ref>', action: deliveries.takeDelivery })
  add(group, 'send-again', { args: '<delivery-id>', action: deliveries.sendDeliveryAgain })
  add(group, 'undo', { args: '<delivery-id>', action: deliveries.undoDelivery })
}

function addConfigCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'config')
  add(group, 'get', { args: '[key]', action: config.getConfig })
  add(group, 'set', { args: '<key=value...>', action: config.setConfig })
  add(group, 'edit', { action: config.editConfig })
  add(group, 'path', { action: config.configPath })
}

function addConnectionCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'connections')
  const change = [
    ['--name <name>', 'new-name'],
    ['--secret', 'secret'],
    ['--on', 'on'],
    ['--off', 'off'],
  ] as const
  add(group, 'kinds', { action: connections.listKinds })
  add(group, 'list', { action: connections.listConnections })
  add(group, 'show', { args: '<connection-id>', action: connections.showConnection })
  add(group, 'try', { args: '<kind> <key=value...>', action: connections.tryConnection })
  add(group, 'add', { args: '<kind> <name> <key=value...>', action: connections.addConnection })
  add(group, 'change', {
    args: '<connection-id> [key=value...]',
    options: change,
    action: connections.changeConnection,
  })
  add(group, 'test', { args: '<connection-id>', action: connections.testConnection })
  add(group, 'remove', { args: '<connection-id>', action: connections.removeConnection })
}

function addWebhookCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'webhooks')
  const connection = ['--connection <connection-id>', 'sender-connection'] as const
  const change = [['--name <name>', 'new-name'], connection, ['--on', 'on'], ['--off', 'off']] as const
  add(group, 'kinds', { action: webhooks.listSenderKinds })
  add(group, 'list', { action: webhooks.listSources })
  add(group, 'show', { args: '<source-id>', action: webhooks.showSource })
  add(group, 'add', {
    args: '<kind> <name>',
    options: [['--key <key>', 'hook-key'], connection],
    action: webhooks.addSource,
  })
  add(group, 'change', { args: '<source-id>', options: change, action: webhooks.changeSource })
  add(group, 'rotate', {
    args: '<source-id>',
    options: [['--hours <n>', 'overlap-hours']],
    action: webhooks.rotateSecret,
  })
  add(group, 'remove', { args: '<source-id>', action: webhooks.removeSource })
  const filter = [['--source <source-id>', 'source'], ['--outcome <outcome>', 'outcome'], LIMIT] as const
  add(group, 'calls', { options: filter, action: webhooks.listCalls })
  add(group, 'call', { args: '<call-id>', action: webhooks.showCall })
  add(group, 'replay', { args: '<call-id>', options: [DRY_RUN, NO_WAIT], action: webhooks.replayCall })
  add(group, 'folders', { options: [['--source <source-id>', 'source']], action: senderFolders.listSenderFolders })
  add(group, 'map', { args: '<source-id> <their-folder> <library-id>', action: senderFolders.saySenderFolder })
  add(group, 'unmap', { args: '<folder-id>', action: senderFolders.forgetSenderFolder })
  add(group, 'try-folder', { args: '<source-id> <their-folder>', action: senderFolders.trySenderFolder })
}

function addAlertCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'alerts')
  const narrowing = [
    ['--library <ids>', 'alert-library'],
    ['--station <ids>', 'alert-station'],
    ['--severity <severities>', 'alert-severity'],
    ['--code <codes>', 'alert-code'],
    ['--text <text>', 'alert-text'],
    DRY_RUN,
  ] as const
  add(group, 'show', { action: alerts.showMatrix })
  add(group, 'kinds', { action: alerts.listAlertKinds })
  add(group, 'channels', { action: alerts.listChannels })
  add(group, 'channel', { args: '<channel-id>', action: alerts.showChannel })
  add(group, 'add', { args: '<connection-id>', action: alerts.addChannel })
  add(group, 'on', { args: '<channel-id>', action: alerts.switchOn })
  add(group, 'off', { args: '<channel-id>', action: alerts.switchOff })
  add(group, 'remove', { args: '<channel-id>', action: alerts.removeChannel })
  add(group, 'set', { args: '<channel-id> <kind> [mode]', options: narrowing, action: alerts.setRule })
  add(group, 'test', { args: '<channel-id>', options: [['--kind <kind>', 'alert-kind']], action: alerts.testChannel })
  add(group, 'sent', { options: [['--channel <channel-id>', 'alert-channel'], LIMIT], action: alerts.listMessages })
}

function addViewCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'views')
  const shared = ['--shared', 'shared'] as const
  const hide = ['--hide <columns...>', 'hide'] as const
  add(group, 'list', { args: '[list]', action: views.listViews })
  add(group, 'save', { args: '<list> <name> [key=value...]', options: [shared, hide], action: views.saveView })
  const change = [['--name <name>', 'new-name'], shared, ['--private', 'private'], hide] as const
  add(group, 'change', { args: '<view-id> [key=value...]', options: change, action: views.changeView })
  add(group, 'remove', { args: '<view-id>', action: views.removeView })
}

function addAccessCommands(program: Command, add: AddCommand): void {
  const people = addGroup(program, 'people')
  add(people, 'list', { action: access.listPeople })
  add(people, 'add', { args: '<name> <role>', action: access.addPerson })
  add(people, 'role', { args: '<person-id> <role>', action: access.setRole })
  add(people, 'disable', { args: '<person-id>', action: access.disablePerson })
  add(people, 'enable', { args: '<person-id>', action: access.enablePerson })
  add(people, 'password', { args: '<person-id>', action: access.setPassword })
  add(people, 'remove', { args: '<person-id>', action: access.removePerson })
  add(people, 'sessions', { action: access.listSessions })
  add(people, 'sign-out', { args: '<session-id>', action: access.endSession })
  const keys = addGroup(program, 'keys')
  add(keys, 'list', { options: [['--all', 'all']], action: access.listKeys })
  add(keys, 'add', { args: '<name> <scopes...>', options: [['--days <n>', 'days']], action: access.addKey })
  add(keys, 'revoke', { args: '<key-id>', action: access.revokeKey })
  add(program, 'audit', {
    options: [
      ['--actor <actor>', 'actor'],
      ['--action <action>', 'action'],
      LIMIT,
      ['--check', 'audit-check'],
      ['--export', 'audit-export'],
    ],
    action: access.audit,
  })
}
