import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
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
import { say } from './words.ts'

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
      screen(() => import('./activity/Runs.tsx'), 'Runs'),
    ),
    page(
      '/activity/jobs',
      screen(() => import('./activity/Jobs.tsx'), 'Jobs'),
    ),
    page(
      '/activity/deliveries',
      screen(() => import('./activity/Deliveries.tsx'), 'Deliveries'),
    ),
    page(
      '/activity/deliveries/$deliveryId',
      screen(() => import('./activity/DeliveryPage.tsx'), 'DeliveryPage'),
    ),
    page(
      '/activity/queues',
      screen(() => import('./activity/Queues.tsx'), 'Queues'),
    ),
    page(
      '/activity/events',
      screen(() => import('./activity/Events.tsx'), 'Events'),
    ),
    page(
      '/activity/log',
      screen(() => import('./activity/LiveLog.tsx'), 'LiveLog'),
    ),
    page(
      '/connections/{-$connectionId}',
      screen(() => import('./connections/screen.ts'), 'Connections'),
    ),
    page(
      '/settings',
      screen(() => import('./settings/General.tsx'), 'General'),
    ),
    page(
      '/settings/config',
      screen(() => import('./settings/Config.tsx'), 'Config'),
    ),
    page(
      '/settings/people',
      screen(() => import('./settings/People.tsx'), 'People'),
    ),
    page(
      '/settings/schedules',
      screen(() => import('./settings/Schedules.tsx'), 'Schedules'),
    ),
    page(
      '/settings/backups',
      screen(() => import('./settings/Backups.tsx'), 'Backups'),
    ),
    page(
      '/settings/history',
      screen(() => import('./settings/History.tsx'), 'History'),
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
