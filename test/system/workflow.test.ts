import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { parse } from 'yaml'
import { holdPromises, root } from './hold-promises.ts'
import { parseWorkflow, workflowBreaks, workflowPromises } from './workflow-promises.ts'

const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts)

describe('the workflow', () => {
  holdPromises('.github/workflows/ci.yml', (text) => parseWorkflow(text, scripts), workflowPromises, workflowBreaks)
})

type Update = { readonly 'package-ecosystem': string; readonly cooldown: { readonly 'default-days': number } }

describe('the updates', () => {
  const ECOSYSTEMS = 'are proposed for all that comes from outside'
  const COOLDOWN = 'let a new release cool down for a week'
  holdPromises<{ updates: readonly Update[] }>(
    '.github/dependabot.yml',
    parse,
    {
      [ECOSYSTEMS]: ({ updates }) =>
        updates.map((update) => update['package-ecosystem']).join() === 'npm,docker,docker-compose,github-actions',
      [COOLDOWN]: ({ updates }) => updates.every(({ cooldown }) => cooldown['default-days'] >= 7),
    },
    [
      [ECOSYSTEMS, 'github-actions', 'gomod'],
      [COOLDOWN, '    cooldown: { default-days: 7 }\n', ''],
      [COOLDOWN, 'default-days: 7', 'default-days: 0'],
    ],
  )
})
