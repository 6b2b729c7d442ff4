import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { freshDatabase } from '../test/support/servers/database.ts'
import { findServers } from '../test/support/servers/find-servers.ts'
import type { MysqlServer } from '../test/support/servers/mysql-server.ts'
import { type Effort, Misuse, readArguments } from './arguments.ts'
import { atEnd, end } from './at-end.ts'
import { out, printRow, printTitle, type Row } from './report.ts'
import { inTurn, interleaved } from './rounds.ts'
import { pin } from './server.ts'
import { kiosk, limit, type Target } from './target.ts'
import { rateOf, WORKLOADS, type Workload } from './workloads.ts'

const ROOT = join(import.meta.dirname, '..')
const FIGURES = [
  { name: 'start', title: 'start to the first answer, ms' },
  { name: 'memory', title: 'memory at the first answer, MiB' },
] as const

/** What is measured, and where: two commits on one database stand next to each other. */
type Bench = {
  readonly effort: Effort
  readonly core: string | undefined
  readonly limit: Target
  readonly kiosks: readonly { readonly now: Target; readonly before: Target | undefined }[]
  readonly revision: string | undefined
}

class Interrupted extends Error {}

/** Where databases come from. */
type Store = { readonly label: string; make(): Promise<string> }

const sqliteIn = (folder: string): Store => ({
  label: 'SQLite',
  make: async () => `sqlite:${join(folder, randomUUID())}.db`,
})

const mysqlOn = ({ name, url }: MysqlServer): Store => ({
  label: name.replace(/ .*/, ''),
  make: async () => {
    const database = await freshDatabase(url)
    atEnd(database.drop)
    return database.url
  },
})

const commit = (revision: string): string => {
  try {
    return git('rev-parse', '--short', '--verify', '--end-of-options', `${revision}^{commit}`).trim()
  } catch {
    throw new Misuse(`there is no commit '${revision}'`)
  }
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** The folder of another commit, with the packages that are installed here. */
const unpack = async (revision: string, folder: string): Promise<string> => {
  const root = join(folder, revision)
  await mkdir(root)
  git('archive', '--output', `${root}.tar`, revision)
  execFileSync('tar', ['-xf', `${root}.tar`, '-C', root])
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return root
}

/** Two commits on one database are a group. */
const groupsOf = ({ limit, kiosks }: Bench): readonly (readonly Target[])[] => [
  [limit],
  ...kiosks.map(({ now, before }) => (before ? [now, before] : [now])),
]

const print = (title: string, bench: Bench, valuesOf: (target: Target) => readonly number[] | undefined): void => {
  const row = (target: Target | undefined): Row | undefined => {
    const values = target && valuesOf(target)
    return values && { label: target.name, values }
  }
  printTitle(title, bench.revision)
  const limit = row(bench.limit)
  if (limit) printRow(limit, {})
  for (const kiosk of bench.kiosks) {
    const [now, before] = [row(kiosk.now), row(kiosk.before)]
    if (now) printRow(now, { limit, before })
    if (before) printRow(before, { limit })
  }
}

const printHead = (cores: ReturnType<typeof pin>, mysql: MysqlServer | undefined, others: number): void => {
  const { length, 0: cpu } = cpus()
  const where = cores ? `server on core ${cores.server}, load on core ${cores.load}` : 'no core of its own for anyone'
  const day = new Date().toISOString().slice(0, 10)
  const store = mysql?.name ?? 'no MySQL or MariaDB here: SQLite alone'
  out(`Kiosk benchmark, ${day}, Node ${process.version}, ${cpu?.model}, ${length} cores, ${where}, ${store}`)
  if (others > 0.5)
    out(
      `The machine was busy before this began, with a load of ${others.toFixed(1)}: compare nothing with these figures.`,
    )
}

const measureStarts = async (bench: Bench, wanted: ReadonlySet<string>): Promise<void> => {
  const starts = await interleaved(bench.effort.starts, groupsOf(bench), async (target) => {
    const server = await target.start(bench.core)
    await server.stop()
    return server
  })
  for (const { name, title } of FIGURES.filter(({ name }) => wanted.has(name)))
    print(title, bench, (target) => starts.get(target)?.map((server) => server[name]))
}

const measureRates = async (bench: Bench, workloads: readonly Workload[]): Promise<void> => {
  const { rounds, milliseconds, warmUp } = bench.effort
  const started = await inTurn(groupsOf(bench), (group) =>
    inTurn(group, async (target) => ({ target, server: await target.start(bench.core) })),
  )
  for (const workload of workloads) {
    const able = started.filter(([first]) => workload.limited || first?.target !== bench.limit)
    const groups = await inTurn(able, (group) =>
      inTurn(group, async ({ target, server }) => {
        const work = await workload.prepare(server.port, target.buyers)
        await rateOf(server.port, work, (done, passed) => done < warmUp.answers && passed < warmUp.milliseconds)
        return { target, server, work }
      }),
    )
    const rates = await interleaved(rounds, groups, async ({ server, work }) => {
      const rate = await rateOf(server.port, work, (_, passed) => passed < milliseconds)
      server.forgetLog()
      return rate
    })
    for (const { work } of groups.flat()) await work.verify()
    const byTarget = new Map([...rates].map(([{ target }, values]) => [target, values]))
    print(workload.title, bench, (target) => byTarget.get(target))
  }
}

const run = async (): Promise<void> => {
  const names = [...FIGURES, ...WORKLOADS].map(({ name }) => name)
  const [others = 0] = loadavg()
  const { effort, against, only } = readArguments(process.argv.slice(2), names)
  const revision = against === undefined ? undefined : commit(against)
  const workloads = WORKLOADS.filter(({ name }) => only.has(name))

  const folder = await mkdtemp(join(tmpdir(), 'kiosk-bench-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  const { servers, stop } = await findServers()
  atEnd(stop)
  const [mysql] = servers

  const secret = randomBytes(33).toString('base64')
  const wanted = { buyers: workloads.some(({ needsBuyers }) => needsBuyers) }
  const root = revision === undefined ? undefined : await unpack(revision, folder)
  const stores: readonly Store[] = mysql ? [sqliteIn(folder), mysqlOn(mysql)] : [sqliteIn(folder)]
  const kiosks = await Promise.all(
    stores.map(async ({ label, make }) => {
      const stand = async (root: string, name: string) =>
        kiosk({ name, root, folder, databaseUrl: await make(), secret }, wanted)
      const [now, before] = await Promise.all([
        stand(ROOT, label),
        root === undefined ? undefined : stand(root, `${label}, ${revision}`),
      ])
      return { now, before }
    }),
  )
  // After the set-up, which may have every core.
  const cores = pin()
  printHead(cores, mysql, others)
  const bench = {
    effort,
    core: cores?.server,
    limit: await limit(folder, kiosks[0]?.now.recorded ?? []),
    kiosks,
    revision,
  }
  if (FIGURES.some(({ name }) => only.has(name))) await measureStarts(bench, only)
  if (workloads.length > 0) await measureRates(bench, workloads)
}

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => reject(new Interrupted()))
})

let code = 0
try {
  await Promise.race([run(), interrupted])
} catch (reason) {
  code = reason instanceof Misuse ? 2 : reason instanceof Interrupted ? 130 : 1
  if (code !== 130) process.stderr.write(`bench: ${reason instanceof Error ? reason.message : reason}\n`)
}
await end()
process.exit(code)
