import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiError } from './api/http';
import { sessionQuery } from './api/queries';
import { exploreSearch } from './pages/explore/exploreSearch';
import { Overview } from './pages/overview/Overview';
import { SignIn } from './pages/signin/SignIn';
import { trendSearch } from './pages/trends/trendSearch';
import { Failure } from './parts/Message';
import { queryClient } from './queryClient';
import { flagOf, parseSearch, stringifySearch, textOf } from './search';
import { Frame } from './shell/Frame';
import { NotFound } from './shell/NotFound';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignIn,
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'failed') ? { failed: textOf(search, 'failed') } : {}),
    ...(textOf(search, 'to')?.startsWith('/') ? { to: textOf(search, 'to') } : {}),
  }),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
      throw error;
    }
  },
  errorComponent: ({ error, reset }) => <Failure what="The pages cannot reach Millwright" error={error} retry={reset} />,
  pendingComponent: () => null,
});

const overview = createRoute({ getParentRoute: () => frame, path: '/', component: Overview });

const explore = createRoute({
  getParentRoute: () => frame,
  path: '/explore',
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import('./pages/explore/Explore'), 'Explore'),
});

const tag = createRoute({
  getParentRoute: () => frame,
  path: '/tags/$',
  component: lazyRouteComponent(() => import('./pages/tag/TagPage'), 'TagPage'),
});

const trends = createRoute({
  getParentRoute: () => frame,
  path: '/trends',
  validateSearch: trendSearch,
  component: lazyRouteComponent(() => import('./pages/trends/Trends'), 'Trends'),
});

const events = createRoute({
  getParentRoute: () => frame,
  path: '/events',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'q') ? { q: textOf(search, 'q') } : {}),
    ...(textOf(search, 'severity') ? { severity: textOf(search, 'severity') } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/events/Events'), 'Events'),
});

const control = createRoute({
  getParentRoute: () => frame,
  path: '/control',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'q') ? { q: textOf(search, 'q') } : {}),
    ...(textOf(search, 'result') ? { result: textOf(search, 'result') } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/control/Control'), 'Control'),
});

const connections = createRoute({
  getParentRoute: () => frame,
  path: '/connections',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'q') ? { q: textOf(search, 'q') } : {}),
    ...(textOf(search, 'sort') ? { sort: textOf(search, 'sort') } : {}),
    ...(flagOf(search, 'desc') ? { desc: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/connections/Connections'), 'Connections'),
});

const connection = createRoute({
  getParentRoute: () => frame,
  path: '/connections/$name',
  validateSearch: (search: Record<string, unknown>) => (textOf(search, 'tab') ? { tab: textOf(search, 'tab') } : {}),
  component: lazyRouteComponent(() => import('./pages/connections/ConnectionPage'), 'ConnectionPage'),
});

const broker = createRoute({
  getParentRoute: () => frame,
  path: '/broker',
  validateSearch: (search: Record<string, unknown>) => ({ ...(textOf(search, 'filter') ? { filter: textOf(search, 'filter') } : {}) }),
  component: lazyRouteComponent(() => import('./pages/broker/BrokerPage'), 'BrokerPage'),
});

const ledger = createRoute({
  getParentRoute: () => frame,
  path: '/ledger',
  validateSearch: (search: Record<string, unknown>) => (textOf(search, 'q') ? { q: textOf(search, 'q') } : {}),
  component: lazyRouteComponent(() => import('./pages/ledger/LedgerPage'), 'LedgerPage'),
});

const query = createRoute({
  getParentRoute: () => frame,
  path: '/query',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'sql') ? { sql: textOf(search, 'sql') } : {}),
    ...(textOf(search, 'view') === 'chart' ? { view: 'chart' } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/query/Query'), 'Query'),
});

const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(textOf(search, 'tab') ? { tab: textOf(search, 'tab') } : {}),
    ...(textOf(search, 'file') ? { file: textOf(search, 'file') } : {}),
    ...(textOf(search, 'line') ? { line: textOf(search, 'line') } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/settings/Settings'), 'Settings'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    frame.addChildren([overview, explore, tag, trends, events, control, connections, connection, broker, ledger, query, settings]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultErrorComponent: ({ error, reset }) => <Failure what="This page has failed" error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
