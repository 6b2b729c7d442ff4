import { join } from 'node:path'
import { freshDatabase } from '../support/servers/database.ts'
import type { MysqlServer } from '../support/servers/mysql-server.ts'
import { EMPTY, type Places } from './places.ts'

/** Room for one shop that serves and, beside it, for the stores of the contracts. */
export type Room = { readonly serving: string; readonly places: Places; close(): Promise<void> }

/** A kind of store, as the table calls it; `lasting` when what is in it outlives the process. */
export type Kind = { readonly name: string; readonly lasting: boolean; room(folder: string): Promise<Room> }

const rest = async (): Promise<void> => undefined
const times = <T>(make: (i: number) => T): readonly T[] => Array.from({ length: EMPTY }, (_, i) => make(i))

export const memory: Kind = {
  name: 'memory',
  lasting: false,
  room: async () => ({ serving: 'memory:', places: { shop: 'memory:', empty: times(() => 'memory:') }, close: rest }),
}

export const sqlite: Kind = {
  name: 'SQLite',
  lasting: true,
  room: async (folder) => {
    const file = (name: string) => `sqlite:${join(folder, name)}`
    return {
      serving: file('serving.db'),
      places: { shop: file('shop.db'), empty: times((i) => file(`empty-${i}.db`)) },
      close: rest,
    }
  },
}

export const mysql = ({ name, url }: MysqlServer): Kind => ({
  name,
  lasting: true,
  room: async () => {
    const [serving, shop, ...empty] = await Promise.all([
      freshDatabase(url),
      freshDatabase(url),
      ...times(() => freshDatabase(url)),
    ])
    return {
      serving: serving.url,
      places: { shop: shop.url, empty: empty.map((each) => each.url) },
      close: async () => {
        await Promise.all([serving, shop, ...empty].map((each) => each.drop()))
      },
    }
  },
})
