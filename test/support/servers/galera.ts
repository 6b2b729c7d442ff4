import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ForkedThrowaway, forkThrowaway } from './forked-throwaway.ts'
import { freePort } from './free-port.ts'
import { installedGalera } from './installed.ts'
import { execute } from './mysql-server.ts'

/** Two throw-away MariaDBs that are one Galera cluster, with its defaults. */
export type Galera = { readonly urls: readonly [string, string]; end(): Promise<void> }

/** A node answers some statements before it has joined. */
const joined = async ({ url }: ForkedThrowaway): Promise<void> => {
  const until = performance.now() + 15_000
  for (;;) {
    const [row] = await execute(url, "SHOW STATUS LIKE 'wsrep_ready'")
    if (row?.Value === 'ON') return
    if (performance.now() > until) throw new Error('a node did not join its Galera cluster')
    await sleep(50)
  }
}

/** Joins the cluster of the node at this port; without one, founds a cluster. */
const startNode = async (port: number, other?: number, data?: string): Promise<ForkedThrowaway> =>
  forkThrowaway(
    '--wsrep-on=ON',
    `--wsrep-provider=${installedGalera()}`,
    `--wsrep-cluster-address=gcomm://${other === undefined ? '' : `127.0.0.1:${other}`}`,
    '--wsrep-node-address=127.0.0.1',
    `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${port};ist.recv_addr=127.0.0.1:${await freePort()}`,
    // The script beside this file: the second node starts with a copy of the first's data.
    '--wsrep-sst-method=equal',
    ...(data === undefined ? [] : [`--loose-copy-of=${data}`]),
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
  )

export const startGalera = async (): Promise<Galera> => {
  const nodes: ForkedThrowaway[] = []
  const end = async () => {
    for (const node of nodes) {
      // One that has just joined would wait for its cluster for ever.
      await node.stop('SIGKILL')
      await node.end()
    }
  }
  const copy = await mkdtemp(join(tmpdir(), 'kiosk-galera-'))
  try {
    const port = await freePort()
    const one = await startNode(port)
    nodes.push(one)
    await joined(one)
    const [row] = await execute(one.url, 'SELECT @@datadir AS data')
    await one.stop('SIGTERM')
    await cp(String(row?.data), copy, { recursive: true })
    await one.start()
    await joined(one)
    const two = await startNode(await freePort(), port, copy)
    nodes.push(two)
    await joined(two)
    return { urls: [one.url, two.url], end }
  } catch (reason) {
    await end()
    throw reason
  } finally {
    await rm(copy, { recursive: true })
  }
}
