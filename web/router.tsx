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

const activityWords = () => import('virtual:words/activity')
/** Deliveries are told of with the words of Activity. */
const radioWords = async () => {
  const [own, ofDeliveries] = await Promise.all([import('virtual:words/radio'), activityWords()])
  return { default: { ...ofDeliveries.default, ...own.default } }
}
const plannerWords = async () => {
  const [own, ofRadio] = await Promise.all([import('virtual:words/planner'), radioWords()])
  return { default: { ...ofRadio.default, ...own.default } }
}
/** The programme has the clock and the lengths of the planner. */
const programmeWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/programme'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** As-run has the clock of the planner. */
const asRunWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/as-run'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** Logs have the clock of the planner. */
const logsWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/logs'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** The forecast shows as-run, too. */
const forecastWords = async () => {
  const [own, ofAsRun] = await Promise.all([import('virtual:words/forecast'), asRunWords()])
  return { default: { ...ofAsRun.default, ...own.default } }
}
/** Clocks have the import of the programme. */
const clocksWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/clocks'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Tracks have the clock of the planner, and what the programme says of shows. */
const tracksWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/tracks'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Traffic has the import of the programme. */
const trafficWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/traffic'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Voice tracks have the days of the planner. */
const voiceWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/voice'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
const settingsWords = () => import('virtual:words/settings')
/** A connection is edited as settings are. */
const connectionsWords = async () => {
  const [own, ofSettings] = await Promise.all([import('virtual:words/connections'), settingsWords()])
  return { default: { ...ofSettings.default, ...own.default } }
}

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
  component: screen(() => import('./setup/Setup.tsx'), 'Setup'),
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
    page('/library', () => <Navigate to="/library/players" replace />),
    page(
      '/library/players',
      worded(
        () => import('./library/players/Players.tsx'),
        () => import('virtual:words/players'),
        'Players',
      ),
    ),
    page(
      '/archive',
      screen(() => import('./archive/Overview.tsx'), 'Overview'),
    ),
    page(
      '/archive/intake',
      screen(() => import('./archive/Intake.tsx'), 'Intake'),
    ),
    page(
      '/archive/duplicates',
      screen(() => import('./archive/Duplicates.tsx'), 'Duplicates'),
    ),
    page(
      '/archive/items',
      screen(() => import('./archive/Items.tsx'), 'Items'),
    ),
    page(
      '/archive/history',
      screen(() => import('./archive/History.tsx'), 'History'),
    ),
    page(
      '/archive/plans/$planId',
      screen(() => import('./archive/PlanPage.tsx'), 'PlanPage'),
    ),
    page(
      '/archive/batches/$batchId',
      screen(() => import('./archive/BatchPage.tsx'), 'BatchPage'),
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
