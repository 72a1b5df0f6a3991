// The layers of src/ as executable rules; each comment says what to do instead. ARCHITECTURE.md draws the result.

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** A layer may import itself and the listed places of src/, nothing else of ours. */
const mayImport = (name, layer, places, comment) =>
  rule(
    name,
    comment,
    { path: `^src/${layer}/` },
    { path: '^src/', pathNot: [`^src/${layer}/`, ...places.map((place) => `^src/${place}`)] },
  );

// Business modules from the ground up; a module sees the doors of earlier tiers, the way back is an event.
const TIERS = [
  ['calendar', 'audit'],
  ['staff'],
  ['rules', 'catalog'],
  ['scoring'],
  ['leads'],
  ['assignment', 'intake'],
  ['clocks'],
  ['reports'],
];

const tiers = TIERS.map((modules, tier) =>
  rule(
    `module-tier-${tier + 1}`,
    'Import only doors of earlier tiers; what must flow the other way is an event with a subscriber.',
    { path: `^src/domain/(${modules.join('|')})/` },
    { path: `^src/domain/(${TIERS.slice(tier).flat().join('|')})/`, pathNot: '^src/domain/$1/' },
  ),
);

const WEB = '^src/(console|sandbox/ui|miniprogram)/';

module.exports = {
  forbidden: [
    ...tiers,
    rule(
      'no-circular',
      'Two files that need each other are one file, or hide a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    mayImport('kernel-is-the-floor', 'domain/kernel', [], 'The kernel imports nothing of ours.'),
    mayImport('infra-serves', 'infra', ['domain/kernel/'], 'Infrastructure does not know the business.'),
    mayImport(
      'events-carry',
      'events',
      ['domain/kernel/', 'infra/'],
      'The outbox carries events it does not understand.',
    ),
    mayImport(
      'domain-looks-down-only',
      'domain',
      ['events/', 'infra/'],
      'Domain code cannot see chat, HTTP, jobs or the sandbox: record an event and let them react.',
    ),
    rule(
      'domain-modules-meet-at-doors',
      "Use the other module's index.ts; its files are private.",
      { path: '^src/domain/([^/]+)/' },
      {
        path: '^src/domain/[^/]+/',
        pathNot: ['^src/domain/$1/', '^src/domain/kernel/', '^src/domain/[^/]+/index\\.ts$'],
      },
    ),
    rule(
      'domain-doors-from-outside',
      'Outside src/domain only index.ts and the kernel are visible.',
      { path: '^src/', pathNot: '^src/domain/' },
      { path: '^src/domain/', pathNot: ['^src/domain/kernel/', '^src/domain/[^/]+/index\\.ts$'] },
    ),
    mayImport(
      'bot-imports',
      'bot',
      ['domain/', 'events/', 'infra/'],
      'The bot talks to domain doors; never to HTTP, jobs or the sandbox.',
    ),
    rule(
      'platforms-are-leaves',
      'An adapter implements src/bot/platform.ts and knows nothing of the rest of the bot.',
      { path: '^src/bot/platforms/([^/]+)/' },
      {
        path: '^src/',
        pathNot: [
          '^src/bot/platforms/$1/',
          '^src/bot/platform\\.ts$',
          '^src/bot/cards/(card|action-key)\\.ts$',
          '^src/infra/',
          '^src/domain/kernel/',
        ],
      },
    ),
    rule(
      'only-index-names-a-platform',
      'The bot is neutral; src/bot/index.ts wires the adapters in.',
      { path: '^src/bot/', pathNot: ['^src/bot/platforms/', '^src/bot/index\\.ts$'] },
      { path: '^src/bot/platforms/' },
    ),
    rule(
      'actions-do-not-draw',
      'A press runs a command; the card follows from its event.',
      { path: '^src/bot/actions/' },
      { path: '^src/bot/(platforms/|deliveries/|cards/[^/]+\\.card\\.ts$)' },
    ),
    mayImport(
      'jobs-run-commands',
      'jobs',
      ['domain/', 'events/', 'infra/'],
      'A job runs a domain command; chat reacts to its event.',
    ),
    mayImport(
      'http-imports',
      'http',
      ['domain/', 'contract/', 'infra/', 'events/', 'bot/'],
      'HTTP maps requests to commands and results to the contract; it knows no job and no sandbox.',
    ),
    rule(
      'http-knows-no-platform',
      'A route asks the port; adapters are wired at the composition root.',
      { path: '^src/http/' },
      { path: '^src/bot/platforms/' },
    ),
    mayImport('contract-stands-alone', 'contract', [], 'Browsers share it: it imports nothing of ours.'),
    mayImport(
      'sandbox-speaks-wire-only',
      'sandbox',
      ['bot/platforms/[^/]+/wire/', 'infra/'],
      'It may share wire formats, never the adapter it stands in for.',
    ),
    rule(
      'nobody-imports-the-sandbox',
      'Product code must not know that it can be simulated.',
      { path: '^src/', pathNot: '^src/sandbox/' },
      { path: '^src/sandbox/' },
    ),
    mayImport('console-sees-contract', 'console', ['contract/'], 'The console is a client of the HTTP API.'),
    mayImport(
      'launcher-imports',
      'launcher',
      ['infra/'],
      'It starts processes; it does not run the business.',
    ),
    mayImport(
      'cli-imports',
      'cli',
      ['domain/[^/]+/index\\.ts$', 'launcher/', 'infra/', 'domain/kernel/'],
      'Commands look at configuration and data folder, and run domain commands through the doors.',
    ),
    rule(
      'nobody-imports-the-launcher',
      'The product runs without it: a supervisor of the operator may start dist/main.js.',
      { path: '^src/', pathNot: '^src/(launcher|cli)/' },
      { path: '^src/(launcher|cli)/' },
    ),
    rule(
      'mongoose-stays-below',
      'Only models and infra speak to the database driver at run time; types may go anywhere.',
      { path: '^src/', pathNot: ['\\.model\\.ts$', '^src/infra/', '^src/(launcher|cli)/'] },
      { path: '^node_modules/(mongoose|mongodb)/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'koa-stays-in-http',
      'Koa appears in src/http and the sandbox.',
      { path: '^src/', pathNot: ['^src/(http|sandbox)/', '^src/(app|main)\\.ts$'] },
      { path: '^node_modules/(koa|@koa/[^/]+|koa-[^/]+)/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'agenda-stays-in-jobs',
      'Everything else declares a job and lets src/jobs run it.',
      { path: '^src/', pathNot: '^src/jobs/' },
      { path: '^node_modules/(agenda|@agendajs)/' },
    ),
    rule(
      'handlebars-stays-in-templates',
      'Text comes from templates/ through one renderer.',
      { path: '^src/', pathNot: ['^src/bot/templates\\.ts$', '^src/http/'] },
      { path: '^node_modules/handlebars/' },
    ),
    rule(
      'no-orphans',
      'Nobody imports this file: wire it or delete it.',
      {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', WEB, '^src/(main|launcher/main|sandbox/main)\\.ts$'],
      },
      {},
    ),
    rule(
      'no-dev-dependency-at-run-time',
      'It would break npm ci --omit=dev.',
      { path: '^src/', pathNot: WEB },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'not-unresolvable',
      'The imported file does not exist.',
      { pathNot: WEB },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: [`${WEB}(node_modules|dist)/`] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'default'],
    },
  },
};
