import { resolve } from 'node:path'
import js from '@eslint/js'
import boundaries from 'eslint-plugin-boundaries'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/*
 * Layers, top to bottom: app, business, foundation. Imports only go down.
 *
 * An element is a folder whose files may import each other freely. Programs never import each other, a core domain never
 * imports another, and of its siblings a foundation package knows types only.
 */
const elements = [
  { type: 'program', pattern: 'app/{services,tooling}/*' },
  { type: 'core', pattern: 'business/core/*' },
  { type: 'data', pattern: 'business/data/*' },
  { type: 'web', pattern: 'business/web/*' },
  { type: 'foundation', pattern: 'foundation/*' },
].map(element => ({ ...element, partialMatch: false }))

const from = type => ({ element: { type } })
const to = (...types) => ({ to: { element: { types: { anyOf: types } } } })
const may = (type, ...types) => ({ from: from(type), allow: to(...types) })

/** Whoever may import whom. `siblings` is what a foundation package may take from another one. */
const dependencies = siblings => [
  'error',
  {
    default: 'disallow',
    checkUnknownLocals: true,
    message:
      '{{ from.element.types.[0] }} must not import {{ to.element.types.[0] }} here: imports only go down',
    policies: [
      may('program', 'core', 'data', 'web', 'foundation'),
      may('web', 'web', 'foundation'),
      may('core', 'data', 'foundation'),
      may('data', 'data', 'foundation'),
      { from: from('foundation'), allow: { ...to('foundation'), ...siblings } },
    ],
  },
]

const onlyMain = 'only main.ts reads configuration and ends the process'
const onlyHost = 'time, chance and disk come in through #foundation/host'

export default defineConfig(
  globalIgnores(['.nx/**', '**/*.gen.ts', 'data/**']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/class-literal-property-style': 'off',
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
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: onlyHost },
      ],
      'no-restricted-imports': [
        'error',
        { paths: ['node:process', 'process'].map(name => ({ name, message: 'use the global' })) },
      ],
    },
  },
  {
    files: [
      'foundation/{host,logger,program,testing}/*.ts',
      'app/tooling/bench/*.ts',
      'app/{services,tooling}/*/main.ts',
      'app/services/*/gen.ts',
      '**/tests/*.ts',
      '**/*.test.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    files: ['{app,business,foundation}/**/*.test.ts'],
    rules: { 'boundaries/dependencies': dependencies({}) },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
)
