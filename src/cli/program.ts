import type { Command } from 'commander'
import { type Action, addGroup, type AddCommand } from './command.ts'
import * as access from './commands/access.ts'
import * as archive from './commands/archive.ts'
import * as config from './commands/config.ts'
import * as connections from './commands/connections.ts'
import * as deliveries from './commands/deliveries.ts'
import * as jobs from './commands/jobs.ts'
import * as planner from './commands/planner.ts'
import * as plans from './commands/plans.ts'
import * as episodeInboxes from './commands/episode-inboxes.ts'
import * as programme from './commands/programme.ts'
import * as programmeFiles from './commands/programme-files.ts'
import * as radio from './commands/radio.ts'
import * as server from './commands/server.ts'
import * as views from './commands/views.ts'
import * as watch from './commands/watch.ts'
import * as webhooks from './commands/webhooks.ts'

const LIMIT = ['--limit <n>', 'limit'] as const
const NO_WAIT = ['--no-wait', 'no-wait'] as const
const DRY_RUN = ['--dry-run', 'dry-run'] as const
const FORCE = ['--force', 'force'] as const
const STATE = ['--state <state>', 'state'] as const
const JOB_FILTER = [
  STATE,
  ['--kind <kind>', 'kind'],
  ['--queue <name>', 'queue'],
  ['--text <words>', 'text'],
  LIMIT,
] as const

/** Every command; the screens and the CLI offer the same. */
export function addCommands(program: Command, add: AddCommand): void {
  addServerCommands(program, add)
  addArchiveCommands(program, add)
  addPlanCommands(program, add)
  addJobCommands(program, add)
  addDeliveryCommands(program, add)
  addConfigCommands(program, add)
  addAccessCommands(program, add)
  addConnectionCommands(program, add)
  addWebhookCommands(program, add)
  addRadioCommands(program, add)
  addProgrammeCommands(program, add)
  addPlannerCommands(program, add)
  addViewCommands(program, add)
  add(program, 'doctor', { action: watch.doctor })
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
  add(program, 'backup', { action: onDatabase('backup') })
  add(program, 'backups', { action: onDatabase('backups') })
  add(program, 'restore', { args: '<file>', options: [DRY_RUN, ['--yes', 'yes']], action: onDatabase('restore') })
  add(program, 'check', { action: onDatabase('check') })
}

function addArchiveCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'archive')
  add(group, 'overview', { action: archive.overview })
  add(group, 'run', { args: '[steps...]', options: [NO_WAIT], action: archive.runSteps })
  add(group, 'dedup', { options: [NO_WAIT], action: archive.runStep('dedup') })
  add(group, 'cleanup', { options: [NO_WAIT], action: archive.runStep('cleanup') })
  add(group, 'batch', { options: [DRY_RUN, NO_WAIT], action: archive.createBatch })
  add(group, 'batches', { options: [STATE, LIMIT], action: archive.listBatches })
  add(group, 'show', { args: '<batch-id>', action: archive.showBatch })
  add(group, 'sort', { args: '<batch-id>', options: [DRY_RUN, NO_WAIT], action: archive.sortBatch })
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
}

function addRadioCommands(program: Command, add: AddCommand): void {
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
