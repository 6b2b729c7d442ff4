import { connect } from 'node:net'
import { workerData } from 'node:worker_threads'

/** What a worker of `bench/attacks.ts` sends, each over a connection of its own. It ends with the worker. */
export type Flood = { readonly port: number; readonly requests: readonly string[] }

const { port, requests }: Flood = workerData
for (const bytes of requests) {
  connect(port, '127.0.0.1')
    .on('error', () => undefined)
    .resume()
    .write(bytes)
}
