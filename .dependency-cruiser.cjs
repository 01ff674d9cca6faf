/** The arrows between rooms: apps → libs, a lib entered through its index.ts, nothing circular, each driver in one place. */
const PURE = '^libs/(domain|filters|signing|dialects|raw-json)/';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-app-imports-another-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'libs-know-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|tools|test)/' } },
    {
      name: 'a-lib-is-entered-through-its-index',
      severity: 'error',
      from: { path: '^(apps|tools|test)/' },
      to: { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'a-lib-enters-another-through-its-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'pure-libs-stay-pure',
      comment: 'no I/O, no framework: only the pure libs, node:crypto and node:buffer',
      severity: 'error',
      from: { path: PURE, pathNot: '\\.(test|contract|fixture|fixtures)\\.ts$' },
      to: { pathNot: [PURE, '^crypto$', '^node:crypto$', '^buffer$', '^node:buffer$', '^node_modules/ipaddr\\.js/'] },
    },
    {
      name: 'kafkajs-only-in-libs-kafka',
      severity: 'error',
      from: { pathNot: ['^libs/kafka/', '^test/', '^tools/'] },
      to: { path: '^node_modules/kafkajs/' },
    },
    {
      name: 'kafkajs-is-taken-from-kafkajs-modules',
      comment: 'whoever loads it otherwise may load it before its modules are replaced',
      severity: 'error',
      from: { path: '^libs/kafka/', pathNot: ['\\.test\\.ts$', '^libs/kafka/src/kafkajs\\.modules\\.ts$'] },
      to: { path: '^node_modules/kafkajs/index\\.js$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pg-and-typeorm-only-in-libs-postgres',
      severity: 'error',
      from: { pathNot: ['^libs/postgres/', '\\.entity\\.ts$', '^test/', '^tools/'] },
      to: { path: '^node_modules/(pg|typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'opentelemetry-only-in-libs-telemetry',
      severity: 'error',
      from: { pathNot: ['^libs/telemetry/'] },
      to: { path: '^node_modules/@opentelemetry/' },
    },
    {
      name: 'undici-only-in-the-sender',
      severity: 'error',
      from: { pathNot: ['^apps/delivery-worker/src/send/', '^test/', '^tools/'] },
      to: { path: '^node_modules/undici/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
