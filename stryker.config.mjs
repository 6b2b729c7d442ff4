/** Texts of several words are messages: their wording is no rule of the shop. */
const isWording = (text) => /[a-z] | [a-z]/i.test(text)

const shouldIgnore = (path) => {
  if (path.isStringLiteral() && isWording(path.node.value)) return 'a wording'
  if (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => isWording(value.raw))) return 'a wording'
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'wordings', value: { shouldIgnore } }]

export default {
  mutate: ['src/{domain,application}/**/*.ts'],
  testFiles: ['test/unit/{domain,application}/*.test.ts'],
  testRunner: 'vitest',
  vitest: { related: false },
  plugins: ['@stryker-mutator/vitest-runner', './stryker.config.mjs'],
  ignorers: ['wordings'],
  ignoreStatic: true,
  concurrency: 2,
  // Stryker reads it through TypeScript's API, which TypeScript 7 does not have.
  tsconfigFile: 'none',
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 92, low: 92, break: 92 },
}
