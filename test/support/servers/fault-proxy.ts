import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A COMMIT, or a log-in's one statement, passes, or its connection is lost before or after the server has carried it out, or it is never answered. */
export type Fate = 'passes' | 'lost before COMMIT' | 'lost after COMMIT' | 'silent after COMMIT'

/**
 * The next statement that ends with `at` is not carried out, and this error answered. One without parameters, such as
 * COMMIT, has its transaction rolled back.
 */
export type Refused = { readonly at: string; readonly errno: number; readonly state: string; readonly message: string }

export type FaultProxy = {
  readonly url: string
  readonly refused: Refused[]
  /** The fates of the next COMMITs, in order; later ones pass. */
  readonly fates: Fate[]
  /** All that were sent until now; prepared ones whenever they are executed. */
  readonly statements: string[]
  /** From the next statement that ends with these words, all connections, old or new, stay open and pass nothing. */
  freezeAt(words: string): void
  /** Delays the greeting of new connections. */
  delayGreeting(delayMs: number): void
  close(): Promise<void>
}

// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html: behind length and sequence number.
const [COM_QUERY, COM_STMT_PREPARE, COM_STMT_EXECUTE] = [0x03, 0x16, 0x17]

/** Query attributes, even none, may stand before the text. */
const textStart = (query: Buffer): number => (query.toString('latin1', 5, 7) === '\0\x01' ? 7 : 5)

const isQuery = (bytes: Buffer, words: string): boolean =>
  bytes[4] === COM_QUERY && bytes.toString('latin1').endsWith(words)

const packet = (sequence: number, payload: Buffer): Buffer => {
  const header = Buffer.alloc(4)
  header.writeUIntLE(payload.length, 0, 3)
  header[3] = sequence
  return Buffer.concat([header, payload])
}

// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html
const errorPacket = ({ errno, state, message }: Refused): Buffer =>
  packet(1, Buffer.concat([Buffer.from([0xff, errno & 0xff, errno >> 8]), Buffer.from(`#${state}${message}`)]))

/** A proxy before the database at `url` that injects network faults. */
export const faultProxy = async (url: string, port = 0): Promise<FaultProxy> => {
  const target = new URL(url)
  const fates: Fate[] = []
  const refused: Refused[] = []
  const statements: string[] = []
  let freezing: string | undefined
  let frozen = false
  let greetingMs = 0
  const sockets = new Set<Socket>()
  // A frozen host does not answer a FIN either.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const database = connect(Number(target.port), target.hostname)
    const cut = () => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', cut).on('close', () => {
        cut()
        sockets.delete(socket)
      })
    }
    let instead: Buffer | undefined
    let preparing: string | undefined
    const prepared = new Map<number, string>()
    client.on('end', () => frozen || cut())
    client.on('data', (bytes) => {
      if (freezing !== undefined && isQuery(bytes, freezing)) frozen = true
      if (frozen) return
      const [next] = refused
      const executed = bytes[4] === COM_STMT_EXECUTE ? prepared.get(bytes.readUInt32LE(5)) : undefined
      if (bytes[4] === COM_QUERY) statements.push(bytes.toString('latin1', textStart(bytes)))
      if (executed !== undefined) statements.push(executed)
      if (bytes[4] === COM_STMT_PREPARE) preparing = bytes.toString('latin1', 5)
      if (next && executed?.endsWith(next.at)) {
        refused.shift()
        return client.write(errorPacket(next))
      }
      if (next && isQuery(bytes, next.at)) {
        refused.shift()
        instead = errorPacket(next)
        const command = bytes.subarray(4, textStart(bytes))
        return database.write(packet(0, Buffer.concat([command, Buffer.from('ROLLBACK')])))
      }
      const commits = isQuery(bytes, 'COMMIT') || executed?.endsWith('LOCK IN SHARE MODE')
      const fate = commits ? fates.shift() : 'passes'
      if (fate === 'lost before COMMIT') return cut()
      if (fate === 'lost after COMMIT') database.removeAllListeners('data').once('data', cut)
      if (fate === 'silent after COMMIT') database.removeAllListeners('data').resume()
      database.write(bytes)
    })
    const greeted = sleep(greetingMs)
    database.on('data', async (bytes) => {
      await greeted
      if (preparing !== undefined && bytes[4] === 0) prepared.set(bytes.readUInt32LE(5), preparing)
      preparing = undefined
      if (!frozen && !client.destroyed) client.write(instead ?? bytes)
      instead = undefined
    })
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')

  const own = new URL(url)
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: own.href,
    fates,
    refused,
    statements,
    freezeAt: (words) => {
      freezing = words
    },
    delayGreeting: (delayMs) => {
      greetingMs = delayMs
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
