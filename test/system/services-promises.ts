import { parse } from 'yaml'
import type { Break, Promises } from './hold-promises.ts'

type Limits = { readonly cpus: string; readonly memory: string; readonly pids: number }

export type Service = {
  readonly image?: string
  readonly build?: string
  readonly pull_policy?: string
  readonly init?: boolean
  readonly user?: string
  readonly privileged?: boolean
  readonly profiles?: readonly string[]
  readonly read_only?: boolean
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly restart?: string
  readonly tmpfs?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly networks?: readonly string[]
  readonly secrets?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly stop_grace_period?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>
  readonly healthcheck?: { readonly test: readonly string[]; readonly start_period: string }
  readonly logging?: { readonly options: Readonly<Record<string, string>> }
  readonly deploy?: { readonly resources: { readonly limits: Limits } }
}

export type Services = {
  readonly services: { readonly app: Service; readonly db: Service; readonly mariadb: Service }
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** Compose merges `<<`, so the parser has to. */
export const parseServices = (text: string): Services => parse(text, { merge: true })

const all = ({ services }: Services): readonly Service[] => Object.values(services)
const databases = ({ services }: Services): readonly Service[] => [services.db, services.mariadb]
const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export const servicesPromises: Promises<Services> = {
  'are the shop and its MySQL, and a MariaDB for whom asks': ({ services: { app, db, mariadb } }) =>
    app.build === '.' &&
    equal([app.profiles, db.profiles, mariadb.profiles], [undefined, undefined, ['mariadb']]) &&
    equal([db.image, mariadb.image], ['mysql:8.4', 'mariadb:10.11']),
  'runs the shop that is checked out': ({ services: { app } }) => app.pull_policy === 'build' && !app.image,
  'can write nothing of their image': (file) => all(file).every(({ read_only }) => read_only === true),
  'have no capability, and get none': (file) =>
    all(file).every(
      ({ cap_drop, cap_add, privileged, security_opt }) =>
        equal(cap_drop, ['ALL']) && !cap_add && !privileged && equal(security_opt, ['no-new-privileges:true']),
    ),
  'are never root': (file) =>
    file.services.app.user === undefined && databases(file).every(({ user }) => user === 'mysql'),
  'have a limited /tmp in memory': (file) =>
    all(file).every(({ tmpfs }) => tmpfs?.some((each) => /^\/tmp:mode=1777,size=\d+m$/.test(each))),
  'leave no volume behind that nobody asked for': ({ services: { app } }) =>
    app.tmpfs?.includes('/data:mode=0700,uid=1000,gid=1000,size=1m') === true,
  'have limits': (file) =>
    all(file).every(({ deploy }) => {
      const limits = deploy?.resources.limits
      // Docker refuses more processors than there are, and there may be one.
      return Number(limits?.cpus) <= 1 && /^\d+[MG]$/.test(limits?.memory ?? '') && Number(limits?.pids) > 0
    }),
  'come back after a crash, and write no disk full with their logs': (file) =>
    all(file).every(
      ({ restart, logging }) =>
        restart === 'unless-stopped' && logging?.options['max-size'] === '10m' && logging.options['max-file'] === '5',
    ),
  'publish the shop’s port and no database’s': (file) =>
    equal(file.services.app.ports, ['3000:3000']) && databases(file).every(({ ports }) => !ports),
  'keep the databases on a network without a way out': (file) =>
    file.networks.inside?.internal === true &&
    databases(file).every(({ networks }) => equal(networks, ['inside'])) &&
    equal(file.services.app.networks, ['default', 'inside']),
  'keep the data of each database in a volume of its own': (file) =>
    equal(
      databases(file).map(({ volumes }) => volumes),
      [['mysql:/var/lib/mysql'], ['mariadb:/var/lib/mysql']],
    ) && equal(Object.keys(file.volumes), ['mysql', 'mariadb']),
  'start the shop when its database is healthy': ({ services: { app } }) =>
    equal(app.depends_on, {
      db: { condition: 'service_healthy' },
      mariadb: { condition: 'service_healthy', required: false },
    }),
  'ask a database over TCP, as the shop’s user, whether it is healthy': (file) =>
    databases(file).every(
      ({ healthcheck }) =>
        healthcheck?.test[0] === 'CMD-SHELL' &&
        /^MYSQL_PWD="\$\$\(cat \/run\/secrets\/db_password\)" (mysql|mariadb) -h 127\.0\.0\.1 -u kiosk -e "SELECT 1" kiosk$/.test(
          healthcheck.test[1] ?? '',
        ) &&
        healthcheck.start_period === '2m',
    ),
  'leave the shop its 10 s to finish, and the database its minute': (file) =>
    Number.parseInt(file.services.app.stop_grace_period ?? '', 10) > 10 &&
    databases(file).every(({ stop_grace_period }) => stop_grace_period === '1m'),
  'let SIGTERM end the shop at any moment': ({ services: { app } }) => app.init === true,
  'take every secret from a file that `npm run setup` made': (file) => {
    const files = Object.entries(file.secrets).map(([name, secret]) => [name, secret.file])
    return equal(files, [
      ['db_password', './secrets/db_password'],
      ['db_root_password', './secrets/db_root_password'],
      ['jwt_secret', './secrets/jwt_secret'],
      ['database_url', './secrets/$' + '{COMPOSE_PROFILES:-mysql}_url'],
    ])
  },
  'give each its own secrets, as files': (file) => {
    const settings = all(file).flatMap(({ environment }) => Object.entries(environment ?? {}))
    const secret = settings.filter(([name]) => /PASSWORD|SECRET|URL/.test(name))
    return (
      secret.length === 6 &&
      secret.every(([name, value]) => name.endsWith('_FILE') && value.startsWith('/run/secrets/')) &&
      equal(file.services.app.secrets, ['database_url', 'jwt_secret']) &&
      databases(file).every(({ secrets }) => equal(secrets, ['db_password', 'db_root_password']))
    )
  },
}

const [A, CAP, TCP] = ['have no capability, and get none', 'cap_drop: [ALL]', '-h 127.0.0.1']

export const servicesBreaks: readonly Break[] = [
  ['are the shop and its MySQL, and a MariaDB for whom asks', 'image: mysql:8.4', 'image: mysql:latest'],
  ['are the shop and its MySQL, and a MariaDB for whom asks', '    profiles: [mariadb]\n', ''],
  ['runs the shop that is checked out', '    pull_policy: build\n', '    image: kiosk\n'],
  ['can write nothing of their image', 'read_only: true', 'read_only: false'],
  [A, CAP, 'cap_drop: [NET_RAW]'],
  [A, CAP, `${CAP}\n  cap_add: [SYS_ADMIN]`],
  [A, CAP, `${CAP}\n  privileged: true`],
  [A, 'no-new-privileges:true', 'no-new-privileges:false'],
  ['are never root', '  user: mysql\n', ''],
  ['are never root', '    init: true\n', '    init: true\n    user: root\n'],
  ['have a limited /tmp in memory', '/tmp:mode=1777,size=64m', '/tmp:mode=1777'],
  ['leave no volume behind that nobody asked for', ", '/data:mode=0700,uid=1000,gid=1000,size=1m'", ''],
  ['have limits', "cpus: '1', memory: 512M", "cpus: '4', memory: 512M"],
  ['have limits', ', pids: 128', ''],
  ['come back after a crash, and write no disk full with their logs', 'restart: unless-stopped', "restart: 'no'"],
  ['come back after a crash, and write no disk full with their logs', 'max-size: 10m, ', ''],
  ['publish the shop’s port and no database’s', 'image: mysql:8.4', "image: mysql:8.4\n    ports: ['3306:3306']"],
  ['publish the shop’s port and no database’s', "    ports: ['3000:3000']\n", ''],
  ['keep the databases on a network without a way out', 'internal: true', 'internal: false'],
  ['keep the databases on a network without a way out', 'networks: [inside]', 'networks: [inside, default]'],
  ['keep the data of each database in a volume of its own', 'mariadb:/var/lib', 'mysql:/var/lib'],
  [
    'start the shop when its database is healthy',
    'db: { condition: service_healthy }',
    'db: { condition: service_started }',
  ],
  ['start the shop when its database is healthy', ', required: false', ''],
  ['ask a database over TCP, as the shop’s user, whether it is healthy', TCP, '-h localhost'],
  ['ask a database over TCP, as the shop’s user, whether it is healthy', '-u kiosk', '-u root'],
  ['ask a database over TCP, as the shop’s user, whether it is healthy', '$$(cat', '$(cat'],
  [
    'leave the shop its 10 s to finish, and the database its minute',
    'stop_grace_period: 15s',
    'stop_grace_period: 10s',
  ],
  ['leave the shop its 10 s to finish, and the database its minute', '  stop_grace_period: 1m\n', ''],
  ['let SIGTERM end the shop at any moment', '    init: true\n', ''],
  ['take every secret from a file that `npm run setup` made', './secrets/jwt_secret', './jwt_secret'],
  ['give each its own secrets, as files', 'JWT_SECRET_FILE: /run/secrets/jwt_secret', 'JWT_SECRET: change-me'],
  [
    'give each its own secrets, as files',
    'secrets: [database_url, jwt_secret]',
    'secrets: [jwt_secret, db_root_password]',
  ],
]
