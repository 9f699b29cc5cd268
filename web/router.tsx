import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
  type ErrorComponentProps,
} from '@tanstack/react-router'
import { ProblemPanel } from './api/ProblemPanel.tsx'
import {
  activityWords,
  archiveWords,
  asRunWords,
  clocksWords,
  connectionsWords,
  diagnosticsWords,
  forecastWords,
  libraryWords,
  logsWords,
  plannerWords,
  programmeWords,
  radioWords,
  settingsWords,
  setupWords,
  tracksWords,
  trafficWords,
  voiceWords,
} from './area-words.ts'
import { App } from './shell/App.tsx'
import { Door } from './shell/Door.tsx'
import { NotFound } from './shell/NotFound.tsx'
import { NotLoaded } from './shell/NotLoaded.tsx'
import { part, PartNotLoadedError } from './shell/part.ts'
import { sessionQuery } from './session/use-session.ts'
import { addWords, say } from './words.ts'

interface RouterContext {
  client: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: Failed,
  notFoundComponent: NotFound,
})

/** A screen that is loaded when it is opened. */
const screen = <Screens extends object, Name extends keyof Screens & string>(
  load: () => Promise<Screens>,
  name: Name,
) => lazyRouteComponent(part(load), name)

/** A screen of an area whose words are not in the first load either. */
const worded = <Screens extends object, Name extends keyof Screens & string>(
  load: () => Promise<Screens>,
  words: () => Promise<{ default: Readonly<Record<string, string>> }>,
  name: Name,
) =>
  screen(async () => {
    const [screens, more] = await Promise.all([load(), words()])
    addWords(more.default)
    return screens
  }, name)

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** `?item=1` is read as a number; what is not said is no text either. */
const written = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : text(value)

/** Whether it was the server that ended a session in this page. */
const endedIn = (search: Record<string, unknown>): { ended?: true } =>
  search['ended'] === 'true' ? { ended: true } : {}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: (search): { to?: string; ended?: true } => {
    const to = text(search['to'])
    return { ...(to?.startsWith('/') === true && !to.startsWith('//') ? { to } : {}), ...endedIn(search) }
  },
  component: screen(() => import('./signin/SignIn.tsx'), 'SignIn'),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: endedIn,
  component: worded(() => import('./setup/Setup.tsx'), setupWords, 'Setup'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: App,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.state === 'setup') redirect({ to: '/setup', throw: true })
    if (session.state === 'signed-out')
      redirect({ to: '/signin', search: location.href === '/' ? {} : { to: location.href }, throw: true })
  },
})

const page = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component,
    validateSearch: (search): Record<string, string | undefined> =>
      Object.fromEntries(Object.entries(search).map(([name, value]) => [name, written(value)])),
  })

const tree = root.addChildren([
  signIn,
  setup,
  shell.addChildren([
    page(
      '/',
      screen(() => import('./home/Home.tsx'), 'Home'),
    ),
    page('/radio', () => <Navigate to="/radio/inbox" replace />),
    page(
      '/radio/inbox',
      worded(() => import('./radio/Inboxes.tsx'), radioWords, 'Inboxes'),
    ),
    page(
      '/radio/planner',
      worded(() => import('./radio/planner/Planner.tsx'), plannerWords, 'Planner'),
    ),
    page(
      '/radio/logs',
      worded(() => import('./radio/logs/Logs.tsx'), logsWords, 'Logs'),
    ),
    page(
      '/radio/programme',
      worded(() => import('./radio/programme/Programme.tsx'), programmeWords, 'Programme'),
    ),
    page(
      '/radio/programme/plans/$planId',
      worded(() => import('./radio/programme/ImportPlan.tsx'), programmeWords, 'ImportPlan'),
    ),
    page(
      '/radio/plans/$planId',
      worded(() => import('./radio/RadioPlan.tsx'), radioWords, 'RadioPlan'),
    ),
    page(
      '/radio/forecast',
      worded(() => import('./radio/forecast/Forecast.tsx'), forecastWords, 'Forecast'),
    ),
    page(
      '/radio/as-run',
      worded(() => import('./radio/asrun/AsRun.tsx'), asRunWords, 'AsRun'),
    ),
    page(
      '/radio/voice',
      worded(() => import('./radio/voice/VoiceTracks.tsx'), voiceWords, 'VoiceTracks'),
    ),
    page(
      '/radio/clocks',
      worded(() => import('./radio/clocks/Clocks.tsx'), clocksWords, 'Clocks'),
    ),
    page(
      '/radio/tracks',
      worded(() => import('./radio/tracks/Tracks.tsx'), tracksWords, 'Tracks'),
    ),
    page(
      '/radio/traffic',
      worded(() => import('./radio/traffic/Traffic.tsx'), trafficWords, 'Traffic'),
    ),
    page(
      '/radio/traffic/plans/$planId',
      worded(() => import('./radio/traffic/ImportPlan.tsx'), trafficWords, 'ImportPlan'),
    ),
    page(
      '/radio/stations',
      worded(() => import('./radio/Stations.tsx'), radioWords, 'Stations'),
    ),
    page(
      '/radio/doctor',
      worded(() => import('./radio/Doctor.tsx'), radioWords, 'Doctor'),
    ),
    page(
      '/library/players',
      worded(
        () => import('./library/players/Players.tsx'),
        () => import('virtual:words/players'),
        'Players',
      ),
    ),
    page(
      '/library',
      worded(() => import('./library/titles/Titles.tsx'), libraryWords, 'Titles'),
    ),
    page(
      '/library/titles/$titleId',
      worded(() => import('./library/title/TitlePage.tsx'), libraryWords, 'TitlePage'),
    ),
    page(
      '/library/libraries',
      worded(() => import('./library/libraries/Libraries.tsx'), libraryWords, 'Libraries'),
    ),
    page(
      '/library/libraries/$libraryId',
      worded(() => import('./library/libraries/LibrarySettings.tsx'), libraryWords, 'LibrarySettings'),
    ),
    page(
      '/library/scans',
      worded(() => import('./library/scans/Scans.tsx'), libraryWords, 'Scans'),
    ),
    page(
      '/library/scans/$scanId',
      worded(() => import('./library/scans/ScanPage.tsx'), libraryWords, 'ScanPage'),
    ),
    page(
      '/library/unknown-files',
      worded(() => import('./library/unknown/UnknownFiles.tsx'), libraryWords, 'UnknownFiles'),
    ),
    page(
      '/library/webhooks',
      worded(() => import('./library/webhooks/LibraryWebhooks.tsx'), libraryWords, 'LibraryWebhooks'),
    ),
    page(
      '/archive',
      worded(() => import('./archive/Overview.tsx'), archiveWords, 'Overview'),
    ),
    page(
      '/archive/intake',
      worded(() => import('./archive/Intake.tsx'), archiveWords, 'Intake'),
    ),
    page(
      '/archive/duplicates',
      worded(() => import('./archive/Duplicates.tsx'), archiveWords, 'Duplicates'),
    ),
    page(
      '/archive/items',
      worded(() => import('./archive/Items.tsx'), archiveWords, 'Items'),
    ),
    page(
      '/archive/history',
      worded(() => import('./archive/History.tsx'), archiveWords, 'History'),
    ),
    page(
      '/archive/resort',
      worded(() => import('./archive/sorting/Resort.tsx'), archiveWords, 'Resort'),
    ),
    page(
      '/archive/where',
      worded(() => import('./archive/where/WherePage.tsx'), archiveWords, 'WherePage'),
    ),
    page(
      '/archive/integrity',
      worded(() => import('./archive/Integrity.tsx'), archiveWords, 'Integrity'),
    ),
    page(
      '/archive/plans/$planId',
      worded(() => import('./archive/PlanPage.tsx'), archiveWords, 'PlanPage'),
    ),
    page(
      '/archive/batches/$batchId',
      worded(() => import('./archive/BatchPage.tsx'), archiveWords, 'BatchPage'),
    ),
    page(
      '/activity',
      worded(() => import('./activity/Runs.tsx'), activityWords, 'Runs'),
    ),
    page(
      '/activity/jobs',
      worded(() => import('./activity/Jobs.tsx'), activityWords, 'Jobs'),
    ),
    page(
      '/activity/deliveries',
      worded(() => import('./activity/Deliveries.tsx'), activityWords, 'Deliveries'),
    ),
    page(
      '/activity/deliveries/$deliveryId',
      worded(() => import('./activity/DeliveryPage.tsx'), activityWords, 'DeliveryPage'),
    ),
    page(
      '/activity/queues',
      worded(() => import('./activity/Queues.tsx'), activityWords, 'Queues'),
    ),
    page(
      '/activity/events',
      worded(() => import('./activity/Events.tsx'), activityWords, 'Events'),
    ),
    page(
      '/activity/log',
      worded(() => import('./activity/LiveLog.tsx'), activityWords, 'LiveLog'),
    ),
    page(
      '/connections/{-$connectionId}',
      worded(() => import('./connections/Connections.tsx'), connectionsWords, 'Connections'),
    ),
    page(
      '/connections/webhooks',
      worded(
        () => import('./webhooks/Webhooks.tsx'),
        () => import('virtual:words/webhooks'),
        'Webhooks',
      ),
    ),
    page(
      '/alerts/{-$view}',
      worded(
        () => import('./alerts/Alerts.tsx'),
        () => import('virtual:words/alerts'),
        'Alerts',
      ),
    ),
    page(
      '/settings',
      worded(() => import('./settings/General.tsx'), settingsWords, 'General'),
    ),
    page(
      '/settings/config',
      worded(() => import('./settings/Config.tsx'), settingsWords, 'Config'),
    ),
    page(
      '/settings/people',
      worded(() => import('./settings/People.tsx'), settingsWords, 'People'),
    ),
    page(
      '/settings/schedules',
      worded(() => import('./settings/Schedules.tsx'), settingsWords, 'Schedules'),
    ),
    page(
      '/settings/backups',
      worded(() => import('./settings/Backups.tsx'), settingsWords, 'Backups'),
    ),
    page(
      '/settings/diagnostics',
      worded(() => import('./diagnostics/Diagnostics.tsx'), diagnosticsWords, 'Diagnostics'),
    ),
    page(
      '/settings/data',
      worded(() => import('./diagnostics/Data.tsx'), diagnosticsWords, 'Data'),
    ),
    page(
      '/settings/history',
      worded(() => import('./settings/History.tsx'), settingsWords, 'History'),
    ),
  ]),
])

/** All pages, below the base path that the server wrote into the page. Each screen is loaded when it is opened. */
export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    basepath: new URL(document.baseURI).pathname,
    // Addresses hold text only: `?item=1`, not `?item=%221%22`.
    parseSearch: parseSearchWith((value) => value),
    stringifySearch: stringifySearchWith(String),
    defaultPreload: 'intent',
    defaultErrorComponent: Failed,
    scrollRestoration: true,
  })
}

function Failed({ error, reset }: ErrorComponentProps) {
  if (error instanceof PartNotLoadedError) return <NotLoaded />
  return (
    <Door title={say('web.failed')}>
      <ProblemPanel error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    </Door>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
