import type { CartRefused } from '../../application/change-carts.ts'
import type { WrongCredentials } from '../../application/log-in.ts'
import type { Invalid } from '../../domain/invalid.ts'
import type { OrderNotCancellable, OrderNotFound } from '../../domain/order.ts'
import type { PurchaseRefused } from '../../domain/placing.ts'
import type { EmailTaken, UsernameTaken } from '../../domain/user.ts'

/** What HTTP itself refuses, before the shop is asked. */
export type HttpRefusal =
  | { readonly type: 'malformed_request' | 'malformed_json' | 'malformed_header' }
  | { readonly type: 'token_missing' | 'token_invalid' | 'not_your_account' }
  | { readonly type: 'route_not_found' | 'body_too_large' | 'unsupported_media_type' }
  | { readonly type: 'method_not_allowed'; readonly allow: string }
  | { readonly type: 'request_timeout' | 'expectation_failed' | 'headers_too_large' }
  | { readonly type: 'unavailable' | 'outcome_unknown' | 'internal_error' }

/** Everything that a request can be answered with instead of what it asked for. */
export type Refusal =
  | HttpRefusal
  | Invalid
  | EmailTaken
  | UsernameTaken
  | WrongCredentials
  | CartRefused
  | PurchaseRefused
  | OrderNotFound
  | OrderNotCancellable

type Problem = readonly [status: number, title: string, detail: string]

/** Every refusal's status, title and sentence: a refusal that is missing here does not compile. */
export const problemOf = {
  malformed_request: [400, 'Malformed request', 'This is not a well-formed HTTP/1.1 request.'],
  malformed_json: [400, 'Malformed JSON', 'The body is not well-formed JSON in UTF-8.'],
  malformed_header: [400, 'Malformed header', 'A header of the request is malformed.'],
  token_missing: [401, 'Not signed in', 'This needs an access token: send "Authorization: Bearer TOKEN" from /login.'],
  token_invalid: [401, 'Token not accepted', 'The access token is not valid or has expired: log in again.'],
  wrong_credentials: [401, 'Wrong credentials', 'The email or the password is wrong.'],
  user_not_found: [401, 'No such account', 'The account of this access token does not exist: log in again.'],
  not_your_account: [403, 'Not your account', 'The user_id is not the one of the access token.'],
  route_not_found: [404, 'Not found', 'There is nothing at this path.'],
  product_not_found: [404, 'No such product', 'There is no such product on sale.'],
  order_not_found: [404, 'No such order', 'You have no such order.'],
  method_not_allowed: [405, 'Method not allowed', 'This path does not take this method: see the Allow header.'],
  request_timeout: [408, 'Request timeout', 'The request did not arrive in time.'],
  email_taken: [409, 'Email taken', 'There is an account with this email already.'],
  username_taken: [409, 'Username taken', 'There is an account with this username already.'],
  cart_empty: [409, 'Cart empty', 'There is nothing in the cart to order.'],
  out_of_stock: [409, 'Out of stock', 'There is too little in stock of what the cart holds.'],
  total_changed: [409, 'Total changed', 'The total is no longer the expected one: show the cart again.'],
  order_not_cancellable: [
    409,
    'Order not cancellable',
    'Only an order that is placed and not shipped can be cancelled.',
  ],
  body_too_large: [413, 'Body too large', 'The body is larger than 64 KiB.'],
  unsupported_media_type: [415, 'Unsupported media type', 'The body must be sent as application/json.'],
  expectation_failed: [417, 'Expectation failed', 'The only expectation this server can meet is 100-continue.'],
  invalid: [422, 'Invalid request', 'The request is well-formed, but some of it is not valid.'],
  quantity_out_of_range: [422, 'Quantity out of range', 'A cart holds from 1 to 9999 of a product.'],
  cart_full: [422, 'Cart full', 'A cart holds at most 1000 different products.'],
  headers_too_large: [431, 'Headers too large', 'The path and headers are larger than 16 KiB together.'],
  internal_error: [500, 'Internal error', 'Something went wrong on our side; the request_id tells us where.'],
  outcome_unknown: [503, 'Outcome unknown', 'It may have happened all the same: look before you ask for it again.'],
  unavailable: [503, 'Unavailable', 'The shop cannot do this right now: try again shortly.'],
} as const satisfies Record<Refusal['type'], Problem>
