import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { read, root, stages, valuesOf } from './dockerfile.ts'

/** Non-strings are tested as JSON. Finding no subject breaks a policy too. */
const policy = (title: string, subjects: readonly unknown[], rule: RegExp | ((subject: string) => boolean)) =>
  test(title, () => {
    const texts = subjects.map((subject) => (typeof subject === 'string' ? subject : `${JSON.stringify(subject)}`))
    expect(texts).not.toEqual([])
    expect(texts.filter((text) => !(rule instanceof RegExp ? rule.test(text) : rule(text)))).toEqual([])
  })

const packageJson = JSON.parse(read('package.json'))
// Compose merges `<<`, so the parser has to.
const compose = parse(read('docker-compose.yml'), { merge: true })
const { app, ...others } = compose.services
const databases = Object.values<typeof app>(others)
const services = [app, ...databases]
const each = (key: string, of = services) => of.map((service) => service[key])

describe('the image', () => {
  const last = (name: string) => valuesOf(name, 'final').at(-1)
  const installs = valuesOf('RUN').filter((run) => run.includes('npm'))
  policy('has a base of a fixed major version', valuesOf('FROM'), /^node:\d+-slim( AS build)?$/)
  policy('is built from listed files', [read('.dockerignore')], /^#.*\n\*\n(!(src|docker\/\w+|LICENSE|package.*)\n)+$/)
  policy('is written under umask 077', valuesOf('RUN'), /^umask 077 && /)
  policy('has the locked production packages', installs, /&& npm ci --omit=dev --ignore-scripts /)
  policy('downloads no other file', stages.all, /^(?!{"name":"ADD")/)
  policy('has no file that its user may change', valuesOf('COPY', 'final'), /^--from=build \//)
  policy('has no secret', [...valuesOf('ARG'), ...valuesOf('ENV')], /^(?!.*(SECRET|PASSWORD|DATABASE_URL))/)
  policy('shows its metrics to the network of its containers', [last('ENV')], /METRICS_HOST=0\.0\.0\.0 /)
  policy('runs as an ordinary user', [last('USER')], /^node$/)
  policy('says its version', [last('LABEL')], (labels) => labels.includes(`.version="${packageJson.version}"`))
  // STARTUP_TIMEOUT is 60 s.
  policy('may wait a minute for its database', [last('HEALTHCHECK')], /--start-period=(6[1-9]|[7-9]\d)s/)
})

describe('the services', () => {
  const settings = services.flatMap(({ environment, secrets }) =>
    Object.entries(environment).map(([name, value]) => `${name}=${value} ${secrets}`),
  )
  const awaited = Object.keys(others).map((name) => app.depends_on[name])
  policy('have a fixed version', each('image', databases), /^\w+:\d+(\.\d+)?$/)
  policy('run the shop of the checkout', [[app.build, app.pull_policy, app.image]], /^\[".","build",null\]$/)
  policy('cannot write to their image', each('read_only'), /^true$/)
  policy('drop each capability', each('cap_drop'), /^\["ALL"\]$/)
  policy('gain no privilege', each('security_opt'), /"no-new-privileges:true"/)
  policy('are given no privilege', services, /^(?!.*"(privileged|cap_add|network_mode)":)/)
  policy('do not run as root', [app.user ?? 'image', ...each('user', databases)], /^(image|mysql)$/)
  // Docker refuses more processors than the machine has.
  policy('have limits', each('deploy'), /"cpus":"(1|0\.\d+)","memory":"\d+[MG]","pids":\d+/)
  policy('have bounded temporary files', each('tmpfs'), /^\[("\/[^"]+,size=\d+m",?)+\]$/)
  policy('rotate their logs', each('logging'), /"max-size":"\d+m","max-file":"\d"/)
  policy('restart after a crash', each('restart'), /^unless-stopped$/)
  policy('publish no database', databases, /^(?!.*"ports":)/)
  policy('keep databases on one network', each('networks', databases), /^\["inside"\]$/)
  policy('give that network no way out', [compose.networks.inside], /"internal":true/)
  policy('keep databases in volumes', databases, /"image":"(\w+):.*"volumes":\["\1:\/var\/lib\/mysql"\]/)
  // While its image prepares the tables, a first server listens on the socket alone.
  policy('ask databases over TCP, as the shop’s user', each('healthcheck', databases), / -h 127\.0\.0\.1 -u kiosk /)
  policy('start the shop after its database', awaited, /"condition":"service_healthy"/)
  policy('have longer to stop than the shop’s 10 s', each('stop_grace_period'), /^(1[1-9]s|[2-9]\ds|\dm)$/)
  policy('hand SIGTERM to the shop from its first moment', [app.init], /^true$/)
  policy('read secrets from files of their own', settings, /^(?!\w*(PASS|SECRET|URL))|_FILE=\/run\/\w+\/(\w+) .*\b\2\b/)
  policy('keep the root password from the shop', app.secrets, /^(?!.*root)/)
})

describe('the workflow', () => {
  const text = read('.github/workflows/ci.yml')
  const { jobs, ...workflow } = parse(text)
  const all = Object.values<typeof jobs.test>(jobs)
  const tested = [jobs.test, jobs.runtimes]
  const lines = text.split('\n').map((line) => line.replace(/^[\s-]*(run: )?/, ''))
  const matching = (pattern: RegExp) => lines.filter((line) => pattern.test(line))
  const checkouts = all.flatMap(({ steps }) => steps.slice(0, 1))
  const installs = matching(/^npm (ci|i|install)\b/)
  const versions = [packageJson.engines.node, ...valuesOf('FROM')].map((version) => /\d+/.exec(version)?.[0])
  const images = [...each('image', databases), 'mysql:9']

  policy('pins actions by commit, with the version', matching(/^uses:/), /^uses: [\w/-]+@[0-9a-f]{40} # v\d[\d.]+$/)
  policy('may only read the source', [workflow.permissions], /^{"contents":"read"}$/)
  policy('gives no job more permissions', all, /^(?!.*"permissions":)/)
  policy('leaves no token behind', checkouts, /"actions\/checkout@.*"persist-credentials":false/)
  policy('is given no secret', lines, /^(?!.*(secrets\.|github\.token|pull_request_target))/)
  policy('has a timeout for each job', all, /"timeout-minutes":([1-9]|[12]\d|30),/)
  policy('stops when a newer push overtakes it', [workflow.concurrency], /github\.ref.*"cancel-in-progress":true/)
  policy('runs in a shell with pipefail', [workflow.defaults.run.shell], /^bash$/)
  // A command after `!` never ends a script.
  policy('ignores no failure', lines, /^(?!.*(continue-on-error|\|\| true)|! )/)
  policy('installs what is locked, but for Node', installs, /^npm (ci|install --no-save node@\$\{\{ matrix.node }})$/)
  policy('tests the oldest Node and the image’s', versions, (node) => jobs.test.strategy.matrix.node.includes(node))
  policy('runs that Node', [jobs.test], /"npm install --no-save node@.*"npm test"/)
  policy('tests each database', images, (image) => tested.every((job) => JSON.stringify(job).includes(`"${image}"`)))
  policy('runs that database', tested, /"image":"\$\{\{ matrix\.database \}\}"/)
  policy('runs all tests', [tested.map(({ steps }) => steps.at(-1).run)], /^\["npm test","npm run test:runtimes"\]$/)
  policy('repeats each fault in full', tested, /"PROOF":"full"/)
  policy('starts the containers on each database', [jobs.container.strategy], /"mysql".*"mariadb"/)
  policy('runs scripts that exist', matching(/^npm run /), (line) => line.slice(8) in packageJson.scripts)
  policy('uses files that exist', text.match(/\btest\/[\w/.-]+/g) ?? [], (path) => existsSync(join(root, path)))
})

describe('the updates', () => {
  const { updates } = parse(read('.github/dependabot.yml'))
  const kinds = /"npm".*"docker".*"docker-compose".*"github-actions"/
  policy('are proposed for each kind of dependency', [updates], kinds)
  policy('are a week old', updates, /"default-days":([7-9]|\d\d)\}/)
})
