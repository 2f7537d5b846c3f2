import { resolve } from 'node:path'
import js from '@eslint/js'
import boundaries from 'eslint-plugin-boundaries'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/*
 * Layers, top to bottom: app, business, foundation. Imports only go down.
 *
 * An element is a folder whose files may import each other freely. Programs never import each other, a core domain never
 * imports another (`business/domains` puts them together), and of its siblings a foundation package knows types only.
 */
const elements = [
  { type: 'program', pattern: 'app/{services,tooling}/*' },
  { type: 'core', pattern: 'business/core/*' },
  { type: 'domains', pattern: 'business/domains' },
  { type: 'data', pattern: 'business/data/*' },
  { type: 'web', pattern: 'business/web/*' },
  { type: 'foundation', pattern: 'foundation/*' },
].map(element => ({ ...element, partialMatch: false }))

const from = type => ({ element: { type } })
const to = (...types) => ({ to: { element: { types: { anyOf: types } } } })
const may = (type, ...types) => ({ from: from(type), allow: to(...types) })

/** Who may import whom. `siblings` is what a foundation package may take from another one. */
const dependencies = siblings => [
  'error',
  {
    default: 'disallow',
    checkUnknownLocals: true,
    message:
      '{{ from.element.types.[0] }} must not import {{ to.element.types.[0] }} here: imports only go down',
    policies: [
      may('program', 'domains', 'core', 'data', 'web', 'foundation'),
      may('domains', 'core', 'data', 'foundation'),
      may('web', 'web', 'foundation'),
      may('core', 'data', 'foundation'),
      may('data', 'data', 'foundation'),
      { from: from('foundation'), allow: { ...to('foundation'), ...siblings } },
    ],
  },
]

const onlyMain = 'only main.ts reads configuration and ends the process'
const onlyHost = 'time, random numbers and the disk come in through #foundation/host'

/** Its import by name also loads the client behind `fetch`: a tenth of a second of every start. */
const httpAsTypes = {
  name: 'node:http',
  allowTypeImports: true,
  message: "use process.getBuiltinModule('node:http'), which loads less",
}

/** A package is entered by the files directly in its folder, and tests may enter its folder `testing`. */
const importsThrough = (inside, ...more) => [
  'error',
  {
    paths: [
      ...['node:process', 'process'].map(name => ({ name, message: 'use the global' })),
      ...more,
    ],
    patterns: [
      {
        regex: `^#(?!business/web/v1/mid/)(?:foundation|(?:business|app)/[^/]+)/[^/]+/${inside}`,
        message: 'the inside of a package: import a file directly in its folder',
      },
      {
        regex: '^(?:\\.\\./)+(?:app|business|foundation)/',
        message: 'another package: write #',
      },
    ],
  },
]

const unnamedExports = [
  { selector: 'ExportAllDeclaration', message: 'export names, not *' },
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'export it by its name',
  },
]
const casts = [
  {
    selector: 'TSAsExpression[typeAnnotation.type="TSNeverKeyword"]',
    message: 'as never: give it its type',
  },
  {
    selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
    message: 'as unknown as: parse or narrow it',
  },
]
const dateNow = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: onlyHost,
}
const unrunTests = {
  selector: 'MemberExpression[object.name!="context"][property.name=/^(?:only|skip|todo|fails)$/]',
  message: 'run it, delete it, or use .skipIf(condition)',
}

/** Each of these files breaks a rule, and why it may. */
const exceptions = {
  /** A handler under the name of its operation; a function that Node's classes are made of. A body of any bytes. */
  casts: ['foundation/web/app.ts', 'app/services/sales-api/tests/api.test.ts'],
  /** What must not compile. */
  expectedErrors: [
    'business/data/postgres/querier.test.ts',
    'foundation/spec/spec.test.ts',
    'foundation/web/contract.test.ts',
  ],
  /** What several classes implement, or will: the log has more than one kind soon. */
  interfaces: [
    'app/services/metrics/publisher/publisher.ts',
    'business/data/log/log.ts',
    'business/data/node/operation.ts',
    'business/data/store/base.ts',
    'foundation/host/host.ts',
    'foundation/web/app.ts',
  ],
  /** To be split, like the functions below. */
  longFiles: ['foundation/web/app.test.ts'],
  longFunctions: [
    'app/services/metrics/run.ts',
    'app/services/sales-api/handlers/v1/kv/kvgrp.ts',
    'app/tooling/admin/commands.ts',
    'business/web/pprof/pprof.ts',
  ],
}

export default defineConfig(
  globalIgnores(['.nx/**', '**/*.gen.ts', 'data/**']),
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    rules: {
      // Code that looks for control characters has to name them.
      'no-control-regex': 'off',
      'no-warning-comments': [
        'error',
        {
          terms: ['todo', 'fixme', 'xxx', 'hack', 'eslint-disable', 'oxlint-disable'],
          location: 'anywhere',
        },
      ],
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['**/*.ts'],
    // Rules that have to know types are in .oxlintrc.json.
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
      '@typescript-eslint/class-literal-property-style': 'off',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      'no-restricted-syntax': ['error', ...unnamedExports, ...casts],
      'max-lines-per-function': [
        'error',
        { max: 70, skipBlankLines: true, skipComments: true, IIFEs: true },
      ],
    },
  },
  {
    files: ['{app,business,foundation}/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': resolve(import.meta.dirname),
      'boundaries/elements': elements,
      'boundaries/legacy-templates': false,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
      'import/resolver': { typescript: { project: 'tsconfig.json' } },
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/no-unknown-dependencies': ['error', { require: 'element' }],
      'boundaries/dependencies': dependencies({ dependency: { kind: 'type' } }),
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: onlyMain },
        { object: 'process', property: 'argv', message: onlyMain },
        { object: 'process', property: 'exit', message: onlyMain },
        { object: 'Date', property: 'now', message: onlyHost },
        { object: 'Math', property: 'random', message: onlyHost },
        { object: 'performance', property: 'now', message: onlyHost },
      ],
      'no-restricted-syntax': ['error', ...unnamedExports, ...casts, dateNow],
      'no-restricted-imports': importsThrough('[^/]+/', httpAsTypes),
    },
  },
  {
    files: [
      'foundation/{host,logger,program,testing}/*.ts',
      'app/tooling/bench/**/*.ts',
      'app/{services,tooling}/*/main.ts',
      'app/services/*/gen.ts',
      '**/tests/*.ts',
      '**/*.test.ts',
    ],
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...unnamedExports, ...casts],
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...unnamedExports, ...casts, unrunTests] },
  },
  {
    files: ['**/*.test.ts', '**/tests/*.ts', '**/testing/*.ts', '**/*-suite.ts', '**/test-*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: [
      '{app,business,foundation}/**/*.test.ts',
      '{app,business,foundation}/**/{tests,testing}/*.ts',
      '{app,business,foundation}/**/test-*.ts',
      // What it says of metrics is read off a node of tests.
      'app/services/sales-api/reference.ts',
      // Runs worlds that are only for tests.
      'app/tooling/simulate/worker.ts',
    ],
    rules: { 'no-restricted-imports': importsThrough('(?!testing/[^/]+$)[^/]+/') },
  },
  { files: exceptions.longFiles, rules: { 'max-lines': 'off' } },
  { files: exceptions.longFunctions, rules: { 'max-lines-per-function': 'off' } },
  {
    files: exceptions.interfaces,
    rules: { '@typescript-eslint/consistent-type-definitions': 'off' },
  },
  { files: exceptions.expectedErrors, rules: { '@typescript-eslint/ban-ts-comment': 'off' } },
  { files: exceptions.casts, rules: { 'no-restricted-syntax': ['error', ...unnamedExports] } },
  { files: ['*.config.{js,ts}'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['{app,business,foundation}/**/*.test.ts'],
    rules: { 'boundaries/dependencies': dependencies({}) },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
)
