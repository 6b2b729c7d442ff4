import { Duplex } from 'node:stream'
import type { Connection } from 'mysql2/promise'

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined

/** The driver's own `destroy` says goodbye and waits: a server that holds still would keep the socket, and our process. */
export const hangUp = (connection: Connection): void => {
  connection.destroy()
  const socket = field(field(connection, 'connection'), 'stream')
  if (socket instanceof Duplex) socket.destroy()
}
