import { parse } from 'yaml'
import type { Break, Promises } from './hold-promises.ts'

type Step = {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

type Job = {
  readonly 'timeout-minutes'?: number
  readonly permissions?: unknown
  readonly 'continue-on-error'?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly services?: { readonly db: { readonly image: string; readonly options: string } }
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly steps: readonly Step[]
}

export type Workflow = {
  readonly text: string
  /** The names of package.json's scripts. */
  readonly scripts: readonly string[]
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly defaults: { readonly run: { readonly shell: string } }
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean }
  readonly jobs: {
    readonly check: Job
    readonly test: Job
    readonly runtimes: Job
    readonly container: Job
  }
}

export const parseWorkflow = (text: string, scripts: readonly string[]): Workflow => ({ ...parse(text), text, scripts })

const jobs = ({ jobs }: Workflow): readonly Job[] => Object.values(jobs)
const steps = (workflow: Workflow): readonly Step[] => jobs(workflow).flatMap((job) => job.steps)
const commands = (job: Job): string => job.steps.map(({ run }) => run ?? '').join('\n')
const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const DATABASES = ['mysql:8.4', 'mysql:9', 'mariadb:10.11']

export const workflowPromises: Promises<Workflow> = {
  'runs no action but one commit of it, and says which version that is': ({ text }) => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line))
    return used.length > 1 && used.every((line) => /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
  },
  'may read the source, and nothing else': (workflow) =>
    equal(workflow.permissions, { contents: 'read' }) && jobs(workflow).every(({ permissions }) => !permissions),
  'knows no secret, and leaves no token behind': (workflow) => {
    const checkouts = steps(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    return (
      checkouts.length === jobs(workflow).length &&
      checkouts.every((step) => step.with?.['persist-credentials'] === false) &&
      !/secrets\.|github\.token/.test(workflow.text) &&
      !('pull_request_target' in workflow.on)
    )
  },
  'ends, whatever happens': (workflow) => jobs(workflow).every((job) => Number(job['timeout-minutes']) <= 30),
  'stops what a newer push has overtaken': ({ concurrency }) =>
    concurrency.group.includes('github.ref') && concurrency['cancel-in-progress'] === true,
  'forgives no failure': (workflow) =>
    workflow.defaults.run.shell === 'bash' &&
    jobs(workflow).every((job) => job['continue-on-error'] === undefined) &&
    // A command after `!` never ends a script, whatever `-e` says.
    !/\|\| true|^\s*! /m.test(workflow.text),
  'tests each Node on each database': ({ jobs: { test } }) =>
    equal(test.strategy?.matrix, { node: ['24', '26'], database: DATABASES }) &&
    /npm install --no-save node@\$\{\{ matrix\.node \}\}\n.*grep '\^v\$\{\{ matrix\.node \}\}\\\.'\nnpm test$/.test(
      commands(test),
    ),
  'has the history in which a test finds the version before': ({ jobs: { test } }) =>
    test.steps.some(({ uses, with: given }) => uses?.startsWith('actions/checkout@') && given?.['fetch-depth'] === 0),
  'repeats every disaster as often as it has to be stood': ({ jobs: { test } }) => test.env?.PROOF === 'full',
  'tests every runtime on each database': ({ jobs: { runtimes } }) =>
    equal(runtimes.strategy?.matrix, { database: DATABASES }) && commands(runtimes).endsWith('npm run test:runtimes'),
  'waits for a database that answers over TCP, and hands it to the tests': ({ jobs: { test, runtimes } }) =>
    [test, runtimes].every(
      ({ services, env }) =>
        services?.db.image === '$' + '{{ matrix.database }}' &&
        services.db.options.startsWith('--health-cmd "mysql -h 127.0.0.1 ') &&
        env?.TEST_MYSQL_URL === 'mysql://root:throw-away@db:3306',
    ),
  'installs exactly what the lock file says, and calls no script that is not there': (workflow) =>
    jobs(workflow).every((job) => /^npm ci$/m.test(commands(job))) &&
    [...workflow.text.matchAll(/npm run ([\w:]+)/g)].every(([, name = '']) => workflow.scripts.includes(name)),
  'opens the shop in containers on both databases, and plays the five calls': ({ jobs: { container } }) =>
    equal(container.strategy?.matrix.include, [
      { database: 'mysql' },
      { database: 'mariadb', profile: 'mariadb', options: '--scale db=0' },
    ]) &&
    /npm run setup\ndocker compose up --wait [\s\S]*five-calls\.sh http:\/\/127\.0\.0\.1:3000\n/.test(
      commands(container),
    ),
}

export const workflowBreaks: readonly Break[] = [
  [
    'runs no action but one commit of it, and says which version that is',
    '@3d3c42e5aac5ba805825da76410c181273ba90b1',
    '@v7',
  ],
  ['runs no action but one commit of it, and says which version that is', ' # v7.0.0', ''],
  ['may read the source, and nothing else', 'contents: read', 'contents: write'],
  ['may read the source, and nothing else', '  runtimes:\n', '  runtimes:\n    permissions: write-all\n'],
  ['knows no secret, and leaves no token behind', 'persist-credentials: false', 'persist-credentials: true'],
  ['knows no secret, and leaves no token behind', '  pull_request:', '  pull_request_target:'],
  [
    'knows no secret, and leaves no token behind',
    'throw-away\n',
    'throw-away\n          OTHER: $' + '{{ secrets.OTHER }}\n',
  ],
  ['ends, whatever happens', '    timeout-minutes: 20\n', ''],
  ['ends, whatever happens', 'timeout-minutes: 10', 'timeout-minutes: 360'],
  ['stops what a newer push has overtaken', 'cancel-in-progress: true', 'cancel-in-progress: false'],
  ['forgives no failure', '  runtimes:\n', '  runtimes:\n    continue-on-error: true\n'],
  ['forgives no failure', 'npm run check', 'npm run check || true'],
  ['forgives no failure', '          if docker run', '          ! docker run'],
  ['forgives no failure', 'shell: bash', 'shell: sh'],
  ['tests each Node on each database', "node: ['24', '26']", "node: ['26']"],
  ['tests each Node on each database', 'npm install --no-save node@', 'npm view node@'],
  ['has the history in which a test finds the version before', 'fetch-depth: 0', 'fetch-depth: 1'],
  ['repeats every disaster as often as it has to be stood', 'PROOF: full', 'PROOF: short'],
  ['tests every runtime on each database', 'run: npm run test:runtimes', 'run: npm test'],
  ['waits for a database that answers over TCP, and hands it to the tests', 'mysql -h 127.0.0.1', 'mysql'],
  ['waits for a database that answers over TCP, and hands it to the tests', 'TEST_MYSQL_URL', 'MYSQL_URL'],
  [
    'installs exactly what the lock file says, and calls no script that is not there',
    'run: npm ci',
    'run: npm install',
  ],
  ['installs exactly what the lock file says, and calls no script that is not there', 'run check', 'run checks'],
  ['opens the shop in containers on both databases, and plays the five calls', '            profile: mariadb\n', ''],
  ['opens the shop in containers on both databases, and plays the five calls', 'up --wait', 'up --detach'],
]
