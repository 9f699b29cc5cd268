import type { Migration } from './migration.ts'
import { systemAndEvents } from './migrations/0001-system-and-events.ts'
import { engine } from './migrations/0002-engine.ts'
import { access } from './migrations/0003-access.ts'
import { plansAndAttention } from './migrations/0004-plans-and-attention.ts'
import { transfer } from './migrations/0005-transfer.ts'
import { archive } from './migrations/0006-archive.ts'
import { retireRoots } from './migrations/0007-retire-roots.ts'
import { ownTimesOfSchedules } from './migrations/0008-own-times-of-schedules.ts'
import { savedViews } from './migrations/0009-saved-views.ts'
import { formerChildren } from './migrations/0010-former-children.ts'
import { connections } from './migrations/0011-connections.ts'
import { deliveries } from './migrations/0012-deliveries.ts'
import { copiesInPlace } from './migrations/0013-copies-in-place.ts'
import { radioStations } from './migrations/0014-radio-stations.ts'
import { airings } from './migrations/0015-airings.ts'
import { radioHydrations } from './migrations/0016-radio-hydrations.ts'
import { radioCheckups } from './migrations/0017-radio-checkups.ts'
import { webhooks } from './migrations/0018-webhooks.ts'
import { ownProgramme } from './migrations/0019-own-programme.ts'
import { givenPriorities } from './migrations/0020-given-priorities.ts'
import { tracks } from './migrations/0021-tracks.ts'
import { music } from './migrations/0022-music.ts'
import { traffic } from './migrations/0023-traffic.ts'
import { logs } from './migrations/0024-logs.ts'
import { voice } from './migrations/0025-voice.ts'
import { asRun } from './migrations/0026-as-run.ts'
import { watch } from './migrations/0027-watch.ts'
import { publications } from './migrations/0028-publications.ts'
import { takenOverRows } from './migrations/0029-taken-over-rows.ts'
import { measuringFailures } from './migrations/0030-measuring-failures.ts'
import { library } from './migrations/0031-library.ts'
import { publicationsOfTitles } from './migrations/0033-publications-of-titles.ts'
import { removedLibraries } from './migrations/0032-removed-libraries.ts'
import { toldFacts } from './migrations/0034-told-facts.ts'
import { ownContents } from './migrations/0039-own-contents.ts'
import { syncing } from './migrations/0040-syncing.ts'
import { arrivals } from './migrations/0038-arrivals.ts'
import { putBackRows } from './migrations/0037-put-back-rows.ts'
import { alerts } from './migrations/0036-alerts.ts'
import { players } from './migrations/0035-players.ts'
import { integrity } from './migrations/0041-integrity.ts'
import { formerNamesAndSyncSettings } from './migrations/0043-former-names-and-sync-settings.ts'
import { pausesAndSamples } from './migrations/0042-pauses-and-samples.ts'
import { missedCopies } from './migrations/0045-missed-copies.ts'
import { readBackMoves } from './migrations/0044-read-back-moves.ts'

/** In order, append-only. */
export const migrations: readonly Migration[] = [
  systemAndEvents,
  engine,
  access,
  plansAndAttention,
  transfer,
  archive,
  retireRoots,
  ownTimesOfSchedules,
  savedViews,
  formerChildren,
  connections,
  deliveries,
  copiesInPlace,
  radioStations,
  airings,
  radioHydrations,
  radioCheckups,
  webhooks,
  ownProgramme,
  givenPriorities,
  tracks,
  music,
  traffic,
  logs,
  voice,
  asRun,
  watch,
  publications,
  takenOverRows,
  measuringFailures,
  library,
  removedLibraries,
  publicationsOfTitles,
  toldFacts,
  players,
  alerts,
  putBackRows,
  arrivals,
  ownContents,
  syncing,
  integrity,
  pausesAndSamples,
  formerNamesAndSyncSettings,
  readBackMoves,
  missedCopies,
]
