import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What becomes of a COMMIT on its way: nothing, or the connection breaks before the server has it, or after. */
export type Fate = 'passes' | 'is lost' | 'is done, and the answer is lost'

export type Relay = {
  readonly url: string
  /** What becomes of the COMMITs from now on, in this order; those after them pass. */
  next(...fates: readonly Fate[]): void
  /** Those that no COMMIT has met yet. */
  readonly left: readonly Fate[]
  /** From the next statement that ends with these words on, no connection, old or new, hears from the database. */
  freezeAt(words: string): void
  /** Milliseconds that the database takes to greet each connection from now on. */
  greetAfter(milliseconds: number): void
  close(): Promise<void>
}

// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html: behind length and sequence number.
const COM_QUERY = 3

/** How many query attributes there are stands before the text, where the server knows them. */
const asks = (packet: Buffer, words: string): boolean =>
  packet[4] === COM_QUERY && packet.toString('latin1').endsWith(words)

/** Stands between the shop and the database at `url`, and is as bad a network as it is told to be. */
export const relay = async (url: string): Promise<Relay> => {
  const to = new URL(url)
  const fates: Fate[] = []
  let freezing: string | undefined
  let frozen = false
  let greeting = 0
  const sockets = new Set<Socket>()
  // A host that hangs does not even see a goodbye.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const database = connect(Number(to.port), to.hostname)
    const cut = () => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket
        .on('error', cut)
        .on('close', cut)
        .on('close', () => sockets.delete(socket))
    }
    client.on('end', () => frozen || cut())
    client.on('data', (bytes) => {
      if (freezing !== undefined && asks(bytes, freezing)) frozen = true
      if (frozen) return
      const fate = asks(bytes, 'COMMIT') ? (fates.shift() ?? 'passes') : 'passes'
      if (fate === 'is lost') return cut()
      if (fate === 'is done, and the answer is lost') database.removeAllListeners('data').once('data', cut)
      database.write(bytes)
    })
    const greeted = sleep(greeting)
    database.on('data', async (bytes) => {
      await greeted
      if (!frozen && !client.destroyed) client.write(bytes)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const here = new URL(url)
  here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: here.href,
    left: fates,
    freezeAt: (words) => {
      freezing = words
    },
    greetAfter: (milliseconds) => {
      greeting = milliseconds
    },
    next: (...coming) => {
      fates.push(...coming)
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
