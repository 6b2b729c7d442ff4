import { type Instruction, lastOf, pairsOf, type Stage, valuesOf } from './dockerfile.ts'
import type { Break, Promises } from './hold-promises.ts'

export type Image = {
  readonly stages: readonly Stage[]
  /** package.json's. */
  readonly version: string
}

const build = ({ stages }: Image): Stage => {
  const stage = stages.find(({ name }) => name === 'build')
  if (stage === undefined) throw new Error('no stage is called build')
  return stage
}

/** The stage that becomes the image. */
const final = ({ stages }: Image): Stage => {
  const stage = stages.at(-1)
  if (stage === undefined) throw new Error('no stage')
  return stage
}

const every = ({ stages }: Image): readonly Instruction[] => stages.flatMap(({ instructions }) => instructions)

const lastIndex = (stage: Stage, matches: (instruction: Instruction) => boolean): number =>
  stage.instructions.findLastIndex(matches)

export const imagePromises: Promises<Image> = {
  'is made in stages, on Node 26 slim': ({ stages }) =>
    stages.length > 1 && stages.every(({ base }) => base === 'node:26-slim'),
  'has production dependencies only, whose scripts did not run': (image) =>
    valuesOf(build(image), 'RUN').some((run) => /&& npm ci --omit=dev --ignore-scripts\b/.test(run)),
  'is written under umask 077': (image) => {
    const runs = every(image).filter(({ name }) => name === 'RUN')
    return runs.length > 0 && runs.every(({ value }) => value.startsWith('umask 077 && '))
  },
  'can be read by the shop’s user, and written by root': (image) => {
    const opened = lastIndex(build(image), ({ value }) => value === 'umask 077 && chmod -R u=rwX,go=rX .')
    return opened > lastIndex(build(image), ({ name, value }) => name === 'COPY' || value.includes('npm'))
  },
  'takes over what the build stage made, as root’s': (image) => {
    const copies = final(image).instructions.filter(({ name }) => name === 'COPY')
    return copies.length > 0 && copies.every(({ flags }) => flags.join() === '--from=build')
  },
  'fetches nothing by ADD': (image) => every(image).every(({ name }) => name !== 'ADD'),
  'runs as a user who is not root': (image) => lastOf(final(image), 'USER') === 'node',
  'keeps a file in a volume that is the user’s alone': (image) =>
    lastOf(final(image), 'VOLUME') === '/data' &&
    lastOf(final(image), 'WORKDIR') === '/data' &&
    valuesOf(final(image), 'RUN').includes('umask 077 && mkdir /data && chown node:node /data') &&
    // What happens to a volume's folder after VOLUME is lost.
    lastIndex(final(image), ({ name }) => name === 'RUN') < lastIndex(final(image), ({ name }) => name === 'VOLUME'),
  'is in production': (image) => pairsOf(final(image), 'ENV').NODE_ENV === 'production',
  'gives a shell in it the umask, and the kiosk command': (image) => {
    const { ENV, PATH } = pairsOf(final(image), 'ENV')
    return ENV === '/shop/docker/shrc' && PATH === '$PATH:/shop/docker'
  },
  'starts through the entry point': (image) =>
    lastOf(final(image), 'ENTRYPOINT') === '["/shop/docker/kiosk"]' && lastOf(final(image), 'CMD') === '["serve"]',
  'is told to stop by SIGTERM': (image) => lastOf(final(image), 'STOPSIGNAL') === 'SIGTERM',
  'says its port': (image) => lastOf(final(image), 'EXPOSE') === '3000',
  'is asked for its health, without curl': (image) => {
    const health = lastOf(final(image), 'HEALTHCHECK')
    return /^CMD \["node", "-e", .*\/readyz/.test(health) && !/curl|wget/.test(health)
  },
  'gives the shop its minute to find its database': (image) =>
    final(image).instructions.some(({ flags }) => flags.includes('--start-period=75s')),
  'says what it is': (image) => {
    const labels = pairsOf(final(image), 'LABEL')
    const said = ['title', 'description', 'licenses'].every((name) => labels[`org.opencontainers.image.${name}`])
    return said && labels['org.opencontainers.image.version'] === image.version
  },
}

export const imageBreaks: readonly Break[] = [
  ['is made in stages, on Node 26 slim', 'FROM node:26-slim\n', 'FROM node:latest\n'],
  ['has production dependencies only, whose scripts did not run', ' --omit=dev', ''],
  ['has production dependencies only, whose scripts did not run', ' --ignore-scripts', ''],
  ['is written under umask 077', 'umask 077 && npm', 'umask 022 && npm'],
  ['can be read by the shop’s user, and written by root', 'u=rwX,go=rX', 'u=rwX,go=rwX'],
  ['can be read by the shop’s user, and written by root', 'u=rwX,go=rX .', 'u=rwX,go=rX .\nCOPY more more'],
  ['takes over what the build stage made, as root’s', 'COPY --from', 'COPY --chown=node:node --from'],
  ['takes over what the build stage made, as root’s', 'VOLUME', 'COPY . /everything\nVOLUME'],
  ['fetches nothing by ADD', 'COPY src src', 'COPY src src\nADD https://example.com/a.tar /a'],
  ['runs as a user who is not root', 'USER node\n', ''],
  ['runs as a user who is not root', 'USER node\n', 'USER node\nUSER root\n'],
  ['keeps a file in a volume that is the user’s alone', ' && chown node:node /data', ''],
  ['keeps a file in a volume that is the user’s alone', 'VOLUME /data\n', ''],
  ['keeps a file in a volume that is the user’s alone', 'WORKDIR /data', 'WORKDIR /shop'],
  ['is in production', 'NODE_ENV=production', 'NODE_ENV=development'],
  ['gives a shell in it the umask, and the kiosk command', 'ENV=/shop/docker/shrc', 'ENV=/etc/profile'],
  ['gives a shell in it the umask, and the kiosk command', 'PATH=$PATH:/shop/docker', 'PATH=/shop/docker'],
  ['starts through the entry point', '["/shop/docker/kiosk"]', '["node", "/shop/src/main.ts"]'],
  ['starts through the entry point', 'ENTRYPOINT ["/shop/docker/kiosk"]', 'ENTRYPOINT /shop/docker/kiosk'],
  ['is told to stop by SIGTERM', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL'],
  ['says its port', 'EXPOSE 3000\n', ''],
  ['is asked for its health, without curl', '/readyz', '/products'],
  [
    'is asked for its health, without curl',
    'CMD ["node", "-e", ',
    'CMD curl -f localhost:3000/readyz || ["node", "-e", ',
  ],
  ['gives the shop its minute to find its database', ' --start-period=75s', ''],
  ['says what it is', 'image.version="0.1.0"', 'image.version="0.0.1"'],
  ['says what it is', 'image.licenses', 'image.licence'],
]
