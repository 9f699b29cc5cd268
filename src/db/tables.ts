import type { AccessTables } from './tables/access.ts'
import type { ArchiveTables } from './tables/archive.ts'
import type { AttentionTables } from './tables/attention.ts'
import type { ConnectionTables } from './tables/connections.ts'
import type { DeliveryTables } from './tables/deliveries.ts'
import type { EngineTables } from './tables/engine.ts'
import type { EventTables } from './tables/events.ts'
import type { HttpTables } from './tables/http.ts'
import type { LibraryPublicationTables } from './tables/library-publications.ts'
import type { LibraryTables } from './tables/library.ts'
import type { LibraryPlayerTables } from './tables/library-players.ts'
import type { PlanTables } from './tables/plans.ts'
import type { RadioLogTables } from './tables/radio-logs.ts'
import type { RadioPublicationTables } from './tables/radio-publications.ts'
import type { RadioTables } from './tables/radio.ts'
import type { RadioMusicTables } from './tables/radio-music.ts'
import type { RadioTrackTables } from './tables/radio-tracks.ts'
import type { RadioVoiceTables } from './tables/radio-voice.ts'
import type { RadioTrafficTables } from './tables/radio-traffic.ts'
import type { RadioAsRunTables } from './tables/radio-as-run.ts'
import type { RadioWatchTables } from './tables/radio-watch.ts'
import type { SystemTables } from './tables/system.ts'
import type { TransferTables } from './tables/transfer.ts'
import type { ViewTables } from './tables/views.ts'
import type { WebhookTables } from './tables/webhooks.ts'

/** Every table, one file a room. A store touches its own room's tables only. */
export interface Tables
  extends
    SystemTables,
    EngineTables,
    EventTables,
    AccessTables,
    HttpTables,
    PlanTables,
    AttentionTables,
    TransferTables,
    ArchiveTables,
    DeliveryTables,
    ViewTables,
    ConnectionTables,
    RadioTables,
    RadioPublicationTables,
    RadioMusicTables,
    RadioLogTables,
    RadioTrackTables,
    RadioTrafficTables,
    RadioVoiceTables,
    RadioAsRunTables,
    RadioWatchTables,
    WebhookTables,
    LibraryTables,
    LibraryPublicationTables,
    LibraryPlayerTables {}
