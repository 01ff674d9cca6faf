import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const ONE_CLASS_PER_CAUSE = {
  selector: "ThrowStatement > NewExpression[callee.name='Error']",
  message: 'One class per cause, with typed fields, in the library that can detect it.',
};

const DIALECTS = 'libs/dialects/src';
const DIALECT_NAMES = readdirSync(new URL(DIALECTS, import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Whoever names a dialect knows it; all others ask the registry. */
function noDialectNames(names) {
  const oneOfThem = `/^(${names.join('|')})$/`;
  return {
    selector: `:not(ImportDeclaration) > Literal[value=${oneOfThem}], TemplateElement[value.cooked=${oneOfThem}]`,
    message: "A dialect is named in its own folder, the registry and its product's facade, and nowhere else.",
  };
}

/** Type-aware rules: above all, a promise that nobody awaits is an error here. Formatting is Biome's. */
export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.local/**', 'test/output/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ONE_CLASS_PER_CAUSE, noDialectNames(DIALECT_NAMES)],
    },
  },
  ...DIALECT_NAMES.map((own) => ({
    files: [`${DIALECTS}/${own}/**/*.ts`],
    rules: {
      'no-restricted-syntax': [
        'error',
        ONE_CLASS_PER_CAUSE,
        noDialectNames(DIALECT_NAMES.filter((name) => name !== own)),
      ],
    },
  })),
  {
    files: [`${DIALECTS}/registry.ts`, 'apps/subscription-api/src/facades/**/*.ts', '**/*.fixture.ts'],
    rules: { 'no-restricted-syntax': ['error', ONE_CLASS_PER_CAUSE] },
  },
  {
    files: ['test/**/*.ts', 'libs/**/*.test.ts', 'apps/**/*.test.ts', 'tools/**/*.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: globals.node },
  },
);
