import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { equal, present } from '../contracts/expect.ts'
import { added, expected, products } from './bodies.ts'
import { type Client, client, type Send } from './client.ts'
import { kioskCommand, launch, type Place } from './server-process.ts'

/** The demo catalogue of an embedded store, but for its last product, which is sold out. */
const demo = `sku,name,price,stock
MUG-01,Enamel mug,10.99,50
LAMP-01,Reading lamp,5.49,100
BAG-01,Canvas bag,24.90,30
PEN-01,Fountain pen,39.00,12
BOOK-01,"Notebook, dotted",7.25,200
TEA-01,"Breakfast tea, 250 g",8.80,75
CUP-01,"Espresso cup, set of two",16.50,1
`

/** The ids of these products. */
export const [MUG, LAMP, BAG, PEN, NOTEBOOK, TEA, CUPS] = [1, 2, 3, 4, 5, 6, 7]

/** Migrates the store and imports the demo catalogue, by the shop's own command. */
export const importDemo = async (
  place: Place,
  command: (...args: readonly string[]) => readonly string[] = kioskCommand,
): Promise<void> => {
  await writeFile(join(place.folder, 'demo.csv'), demo)
  const [program = '', ...args] = command('import', 'demo.csv')
  const { code, err } = await launch(program, args, place, 50_000).ended
  equal(code, 0, `the exit code, with ${err}`)
}

export const stockOf = async (send: Send, id: number): Promise<number> => {
  const listed = expected(await client(send).get('/products'), 200, products)
  return present(listed.find((product) => product.id === id)).stock
}

export const addToCart = async (buyer: Client, id: number, quantity = 1) =>
  expected(await buyer.post('/add-to-cart', { product_id: id, quantity }), 200, added)
