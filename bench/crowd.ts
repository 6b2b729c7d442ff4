import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openConnection, request } from './client.ts'

/** A worker of `bench/guessing.ts`: clients who come within a second guess, and again as soon as they are answered. */
export type Crowd = {
  readonly port: number
  readonly clients: number
  readonly addresses: number
  readonly email: string
}

const { port, clients, addresses, email }: Crowd = workerData
const statuses: Record<number, number> = {}

const guess = async (client: number): Promise<never> => {
  await sleep((1_000 * client) / clients)
  const connection = await openConnection(port)
  const body = { email, password: 'a wrong password' }
  const bytes = request('POST', '/login', { body, from: `198.51.100.${client % addresses}` })
  for (;;) {
    const { status } = await connection.send(bytes)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
}

parentPort?.on('message', () => parentPort?.postMessage(statuses))
await Promise.all(Array.from({ length: clients }, (_, client) => guess(client)))
