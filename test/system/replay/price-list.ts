import { type Item, poundsOf } from './online-retail.ts'

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** The items as a shopkeeper would save them: names with commas, quotes and blanks at their ends as the data has them. */
export const priceList = (items: readonly Item[], stock: number): string =>
  [
    'sku,name,price,stock',
    ...items.map(({ sku, name, pence }) => [quoted(sku), quoted(name), poundsOf(pence), stock].join(',')),
    '',
  ].join('\r\n')
