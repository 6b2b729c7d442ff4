import { everyRequest } from '../../support/every-request.ts'
import { anonymous, asCustomer, type InvalidRequest, invalid } from './invalid-request.ts'

const encoded = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_')
const cursors = {
  'is empty': '',
  'is not base64': '%F0%9F%98%80',
  'is not JSON': 'AAAA',
  'has another shape': encoded({ id: 1 }),
  'has SQL for an id': encoded(['id', '1 OR 1=1', 'x', 1]),
  'has fractions': encoded(['id', 1.5, 'x', 1]),
  'was made for another sorting': encoded(['name', 1, 'x', 1]),
}

/** The first parameter is the invalid one. */
const catalogue = (query: string) =>
  invalid(`/products?${query.slice(0, 40)}`, anonymous('GET', `/products?${query}`), `/${query.split('=')[0]}`)
const orders = (query: string) =>
  invalid(`/orders?${query}`, asCustomer('GET', `/orders?${query}`), `/${query.split('=')[0]}`)

/** Query parameters that are invalid, unknown or duplicate. */
export const invalidQueries: readonly InvalidRequest[] = [
  catalogue('limit=0'),
  catalogue('limit=101'),
  catalogue('limit=1.5'),
  catalogue('limit=1e1'),
  catalogue(`limit=1${'0'.repeat(30)}`),
  catalogue('limit=%D9%A1%D9%A0'), // Arabic digits
  catalogue('limit=+1'),
  catalogue('limit='),
  catalogue('limit=1&limit=2'),
  catalogue('limit[]=1'),
  catalogue('LIMIT=1'),
  catalogue('sort=id;DROP%20TABLE%20products'),
  catalogue('sort=__proto__'),
  catalogue('sort=-stock'),
  catalogue('q='),
  catalogue('q=%00'),
  catalogue('q=a&q=b'),
  catalogue('q=%CC%81'), // an accent
  catalogue('q=%E2%80%8B%E3%80%80'), // nothing to be seen
  catalogue('q=a%E2%80%A8b'), // a line separator
  catalogue(`q=${'x'.repeat(256)}`),
  catalogue('min_price=cheap'),
  catalogue('min_price=-1'),
  catalogue('max_price=1.999'),
  catalogue('max_price=1%2C50'),
  catalogue(`max_price=${'9'.repeat(30)}`),
  catalogue('in_stock=1'),
  catalogue('__=1'),
  catalogue('UTM_source=1'),
  catalogue('utm=1'),
  catalogue('fbclid2=1'),
  catalogue('__proto__=1'),
  catalogue('constructor=1'),
  catalogue(`cursor=${encoded(['id', 1, 'x', 1])}&cursor=x`),
  ...Object.entries(cursors).map(([name, cursor]) =>
    invalid(`/products with a cursor that ${name}`, anonymous('GET', `/products?cursor=${cursor}`), '/cursor'),
  ),
  orders('limit=0'),
  orders('limit=101'),
  orders('limit=1&limit=2'),
  orders('cursor=1'),
  orders("cursor=' OR 1=1 --"),
  orders('user_id=2'),
  ...everyRequest({ email: 'a@b.c', username: 'a', password: 'securepassword' }).map(({ method, path, body }) => {
    const query = path.includes('?') ? '&admin=true' : '?admin=true'
    return invalid(`${method} ${path}${query}`, asCustomer(method, path + query, body), '/admin')
  }),
]
