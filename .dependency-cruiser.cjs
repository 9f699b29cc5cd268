// Run over src, web, integrations, demo, test and bench with @swc/core installed (under TypeScript 7 the default parser
// silently reads 0 modules); the check must fail when it read fewer than 20.
const LEDGERS = 'transfer|access|backups|connections|deliveries|diagnostics|plans|attention|views'
const FEATURES = 'alerts|webhooks|archive|library|radio' // a new feature is added here, or the check fails (src-has-only-known-rooms)
const ROOMS = `kernel|config|db|live|jobs|media|${LEDGERS}|${FEATURES}|connectors|http|cli`
const only = (name, from, may, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/(${from})/` },
  to: { path: '^src/', pathNot: `^src/(${may})/` },
})
const TEST = '[.](test|e2e)[.]ts$'
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means two modules are one; merge them or emit an event.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'src-has-only-known-rooms',
      severity: 'error',
      comment: 'A new top folder is a decision: name it here and in architecture.md.',
      from: { path: '^src/', pathNot: `^src/((${ROOMS}|compose)/|(main|compose)[.]ts$)` },
      to: {},
    },
    only('kernel-knows-nothing', 'kernel', 'kernel', 'kernel is the ground everyone stands on.'),
    only(
      'config-below-all',
      'config',
      'kernel|config',
      'Rooms hand their settings schema to config; config imports none of them.',
    ),
    only('db-below-all', 'db', 'kernel|config|db', 'The database does not know who uses it.'),
    only('media-is-pure', 'media', 'kernel|media', 'Readers of files; caches come in as arguments.'),
    only('live-below-jobs', 'live', 'kernel|config|db|live', 'The event log does not know who writes to it.'),
    only('jobs-below-ledgers', 'jobs', 'kernel|config|db|live|jobs', 'The engine must not know what flows through it.'),
    only(
      'ledgers-below-features',
      LEDGERS,
      `kernel|config|db|live|jobs|media|${LEDGERS}`,
      'They serve every feature and know none.',
    ),
    {
      name: 'feature-front-door',
      severity: 'error',
      comment: 'Other features are used through index.ts, so insides can change.',
      from: { path: `^src/(${FEATURES})/` },
      to: {
        path: `^src/(${FEATURES})/`,
        pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$', '^src/radio/[^/]+/index[.]ts$', '/contract[.]ts$'],
      },
    },
    {
      name: 'radio-front-doors',
      severity: 'error',
      comment: 'The rooms of radio are features too.',
      from: { path: '^src/radio/([^/]+)/' },
      to: { path: '^src/radio/[^/]+/', pathNot: ['^src/radio/$1/', '^src/radio/[^/]+/(index|contract)[.]ts$'] },
    },
    {
      name: 'feature-not-to-edge',
      severity: 'error',
      comment:
        "Features declare ports; they never see a vendor or the HTTP server. Their tests may use a vendor's fake server.",
      from: { path: `^src/(${FEATURES}|${LEDGERS})/`, pathNot: TEST },
      to: { path: '^src/(connectors|http|cli|compose)/|^src/(main|compose)[.]ts$' },
    },
    {
      name: 'feature-test-uses-fakes-only',
      severity: 'error',
      comment: 'A feature test may start a double, never the real connector.',
      from: { path: `^src/(${FEATURES}|${LEDGERS})/.*${TEST}` },
      to: { path: '^src/connectors/', pathNot: '/fake-server[.]ts$' },
    },
    {
      name: 'edge-front-door',
      severity: 'error',
      comment: 'HTTP and CLI see contracts and front doors; compose hands them the rest.',
      from: { path: '^src/(http|cli)/', pathNot: TEST },
      to: { path: `^src/(${FEATURES}|${LEDGERS}|connectors)/`, pathNot: '/(index|contract)[.]ts$' },
    },
    {
      name: 'only-compose-builds',
      severity: 'error',
      comment: 'setup.ts and connectors are wired in one place.',
      from: { path: '^src/', pathNot: ['^src/compose([.]ts$|/)', '^src/connectors/', '/conformance/', TEST] },
      to: { path: '/setup[.]ts$|^src/connectors/' },
    },
    {
      name: 'connector-fills-ports',
      severity: 'error',
      comment: 'A connector fills ports; it does not call features.',
      from: { path: '^src/connectors/' },
      to: { path: '^src/', pathNot: '^src/(kernel|connectors)/|/ports[.]ts$' },
    },
    {
      name: 'ports-are-thin',
      severity: 'error',
      comment: 'ports.ts: interfaces and definePort tokens; otherwise a connector drags a feature in.',
      from: { path: '^src/.*/ports[.]ts$' },
      to: { path: '^src/', pathNot: '^src/kernel/|/(model|ports)[.]ts$' },
    },
    {
      name: 'connector-not-to-connector',
      severity: 'error',
      comment: 'Removing one vendor must never break another.',
      from: { path: '^src/connectors/([^/]+)/' },
      to: { path: '^src/connectors/', pathNot: '^src/connectors/$1/' },
    },
    {
      name: 'contracts-and-models-are-pure',
      severity: 'error',
      comment:
        'The browser loads contract.ts: no I/O, no Node modules; of kernel only contract, ids, errors, time, which are pure too.',
      from: { path: '^src/.*/(contract|model)[.]ts$' },
      to: {
        pathNot:
          '/(contract|model)[.]ts$|^node_modules/(zod|temporal-polyfill)/|^src/kernel/(contract|ids|errors|time)[.]ts$',
      },
    },
    {
      name: 'product-knows-no-demo',
      severity: 'error',
      comment: 'What is made up must not be loaded by a server that is in earnest.',
      from: { path: '^(src|web|integrations)/', pathNot: TEST },
      to: { path: '^demo/' },
    },
    {
      name: 'demo-sits-at-the-desk',
      severity: 'error',
      comment: 'The demo works over the API as a person does: doubles, contracts, and how tests start a server.',
      from: { path: '^demo/' },
      to: {
        pathNot:
          '^demo/|^test/(spawn-app|app-client|start-http)[.]ts$|^src/kernel/|^src/connectors/[^/]+/fake-server[.]ts$|/contract[.]ts$|^node_modules/|^(node:)?[a-z_/]+$',
      },
    },
    {
      name: 'web-knows-contracts-only',
      severity: 'error',
      comment: 'The screens share shapes with the server, never code.',
      from: { path: '^web/', pathNot: TEST },
      to: { path: '^src/', pathNot: '/contract[.]ts$' },
    },
    {
      name: 'web-reaches-no-server-code',
      severity: 'error',
      comment: 'A contract must not drag a store or a Node module into the browser.',
      from: { path: '^web/', pathNot: TEST },
      to: { path: '^src/', pathNot: '/(contract|model)[.]ts$|^src/kernel/(ids|errors|time)[.]ts$', reachable: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
