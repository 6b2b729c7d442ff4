import type { Context } from 'hono'
import type { AccountDisabled } from '../../application/accounts/log-in.ts'
import type { LastAdministrator, SessionEnded } from '../../application/accounts/manage-own-account.ts'
import type { RefreshRefused } from '../../application/accounts/refresh-session.ts'
import type { PasswordRefused } from '../../application/accounts/verify-password.ts'
import type { CartRefused } from '../../application/carts/manage-cart.ts'
import type { SkuTaken, VersionMoved } from '../../application/catalogue/manage-products.ts'
import type { StockMoved, StockOutOfRange } from '../../application/catalogue/manage-stock.ts'
import { FRESH_MS } from '../../domain/accounts/session.ts'
import type { AccountGone, EmailTaken, UserNotFound, UsernameTaken } from '../../domain/accounts/user.ts'
import { MAX_STOCK } from '../../domain/catalogue/product.ts'
import { toDecimal } from '../../domain/money.ts'
import type { Fault, Invalid, Result } from '../../domain/result.ts'
import { MAX_LINES, MAX_QUANTITY } from '../../domain/sales/cart.ts'
import type { OrderNotCancellable, OrderNotFound, RefundTooHigh, StepRefused } from '../../domain/sales/order.ts'
import type { PurchaseRefused, ShortLine } from '../../domain/sales/placing.ts'
import { escapeControls, snakeCase } from '../../domain/text.ts'
import { API_HEADERS, respond } from './responses.ts'

export const MAX_BODY = 64 * 1024
export const MAX_HEADERS = 16 * 1024
/** The most faults that one problem lists. */
const MAX_FAULTS = 20
/** Of a field's name in a sentence; its pointer is whole. */
const MAX_SHOWN = 100

type AdvanceRefused = StepRefused<'order_not_shippable'> | StepRefused<'order_not_deliverable'>

export type ShopRefusal =
  | (Invalid | AccountGone | AccountDisabled | EmailTaken | UsernameTaken)
  | (PasswordRefused | RefreshRefused | SessionEnded)
  | (StockMoved | StockOutOfRange | SkuTaken | VersionMoved)
  | (UserNotFound | LastAdministrator | AdvanceRefused | RefundTooHigh)
  | (CartRefused | PurchaseRefused | OrderNotFound | OrderNotCancellable)

/** Of HTTP itself: the rest of the table. */
export type HttpRefusal =
  | { readonly type: Exclude<keyof typeof problemOf, ShopRefusal['type'] | 'method_not_allowed'> }
  | { readonly type: 'method_not_allowed'; readonly allow: string }

export type Refusal = ShopRefusal | HttpRefusal

type Problem = readonly [status: number, title: string, detail: string]

/** Status, title and sentence: a refusal that is missing does not compile. */
export const problemOf = {
  malformed_request: [400, 'Malformed request', 'This is not a well-formed HTTP/1.1 request.'],
  malformed_json: [400, 'Malformed JSON', 'The body is not well-formed JSON in UTF-8.'],
  malformed_header: [400, 'Malformed header', 'A header of the request is malformed.'],
  token_missing: [401, 'Not signed in', 'This needs an access token: send "Authorization: Bearer TOKEN" from /login.'],
  token_invalid: [401, 'Token not accepted', 'The access token is not valid or has expired: log in again.'],
  wrong_credentials: [401, 'Wrong credentials', 'The email or the password is wrong.'],
  refresh_token_invalid: [401, 'Refresh token not accepted', 'The refresh token is not valid any more: log in again.'],
  refresh_token_reused: [401, 'Refresh token reused', 'It was used before, so the session has ended: log in again.'],
  fresh_login_required: [401, 'Password needed', 'This needs a fresh token: send the password to /token/fresh.'],
  account_gone: [401, 'No such account', 'The account of this access token does not exist: log in again.'],
  account_disabled: [403, 'Account disabled', 'This account has been disabled: ask the shop.'],
  csrf_token_invalid: [403, 'CSRF token not accepted', 'With cookies, send __Host-kiosk_csrf as X-CSRF-Token.'],
  password_change_required: [403, 'Password change required', 'Set a password of your own first: PUT /me/password.'],
  role_missing: [403, 'Not allowed', 'The account of this access token may not do this.'],
  last_administrator: [409, 'Last administrator', 'A shop keeps one administrator: make another one first.'],
  not_your_account: [403, 'Not your account', 'The user_id is not the one of the access token.'],
  route_not_found: [404, 'Not found', 'There is nothing at this path.'],
  product_not_found: [404, 'No such product', 'There is no such product on sale.'],
  user_not_found: [404, 'No such customer', 'There is no such customer.'],
  session_not_found: [404, 'No such session', 'You have no such session.'],
  order_not_found: [404, 'No such order', 'You have no such order.'],
  method_not_allowed: [405, 'Method not allowed', 'This path does not take this method: see the Allow header.'],
  request_timeout: [408, 'Request timeout', 'The request did not arrive in time.'],
  email_taken: [409, 'Email taken', 'There is an account with this email already.'],
  username_taken: [409, 'Username taken', 'There is an account with this username already.'],
  cart_empty: [409, 'Cart empty', 'There is nothing in the cart to order.'],
  out_of_stock: [409, 'Out of stock', 'There is too little in stock of what the cart holds.'],
  total_changed: [409, 'Total changed', 'The total is no longer the expected one: show the cart again.'],
  stock_moved: [409, 'Stock moved', 'The stock is no longer the expected one: count again.'],
  sku_taken: [409, 'Sku taken', 'There is a product with this sku already.'],
  order_not_cancellable: [409, 'Order not cancellable', 'An order in this status cannot be cancelled.'],
  order_not_shippable: [409, 'Order not shippable', 'Only an order in the status placed can be shipped.'],
  order_not_deliverable: [409, 'Order not deliverable', 'Only an order in the status shipped can be delivered.'],
  refund_too_high: [409, 'Refund too high', 'All refunds together would be more than the total of the order.'],
  version_moved: [412, 'Product changed', 'The product was changed since it was read: read it again.'],
  body_too_large: [413, 'Body too large', `The body is larger than ${MAX_BODY / 1024} KiB.`],
  unsupported_media_type: [415, 'Unsupported media type', 'The body must be sent as application/json.'],
  unsupported_content_encoding: [415, 'Unsupported content encoding', 'The body must be sent uncompressed.'],
  expectation_failed: [417, 'Expectation failed', 'The only expectation this server can meet is 100-continue.'],
  invalid: [422, 'Invalid request', 'The request is well-formed, but some of it is not valid.'],
  quantity_out_of_range: [422, 'Quantity out of range', `A cart holds from 1 to ${MAX_QUANTITY} of a product.`],
  stock_out_of_range: [422, 'Stock out of range', `A product has from 0 to ${MAX_STOCK} in stock.`],
  cart_full: [422, 'Cart full', `A cart holds at most ${MAX_LINES} different products.`],
  idempotency_key_reused: [422, 'Idempotency-Key reused', 'This key has placed another order: send a new one.'],
  if_match_missing: [428, 'If-Match missing', 'Send the ETag of the product that was read as If-Match.'],
  too_many_attempts: [429, 'Too many attempts', 'There were too many attempts: try again after Retry-After seconds.'],
  headers_too_large: [431, 'Headers too large', `Path and headers are larger than ${MAX_HEADERS / 1024} KiB together.`],
  internal_error: [500, 'Internal error', 'Something went wrong on our side; the request_id tells us where.'],
  outcome_unknown: [503, 'Outcome unknown', 'It may have happened all the same: look before you ask for it again.'],
  unavailable: [503, 'Unavailable', 'The shop cannot do this right now: try again shortly.'],
} as const satisfies Record<ShopRefusal['type'], Problem> & Record<string, Problem>

/** RFC 6901; the body as a whole has no name. */
const faultView = ({ field, message }: Fault) => ({ pointer: field && `/${field}`, message })

const shortLineView = ({ productId, name, requested, available, onSale }: ShortLine) => {
  return { product_id: productId, name, requested, available, on_sale: onSale }
}

const membersOf = (refusal: Refusal): object => {
  if (refusal.type === 'invalid') return { errors: refusal.faults.slice(0, MAX_FAULTS).map(faultView) }
  if (refusal.type === 'out_of_stock') return { lines: refusal.lines.map(shortLineView) }
  if ('status' in refusal) return { order_status: refusal.status }
  if (refusal.type === 'idempotency_key_reused') return { order_id: refusal.orderId }
  if (refusal.type === 'stock_moved') return { expected: refusal.expected, actual: refusal.actual }
  if (refusal.type === 'version_moved') return { version: refusal.version }
  if (refusal.type === 'refund_too_high') return { refundable: toDecimal(refusal.refundable) }
  if (refusal.type !== 'total_changed') return {}
  return { expected_total: toDecimal(refusal.expected), actual_total: toDecimal(refusal.actual) }
}

const BAD_TOKENS: readonly Refusal['type'][] = ['token_invalid', 'account_gone']
/** RFC 9470, section 3. */
const FRESH_LOGIN = `Bearer error="insufficient_user_authentication", max_age=${FRESH_MS / 1_000}`

/**
 * RFC 6750, section 3; RFC 6585, section 4; RFC 9110, sections 10.2.1, 10.2.3 and 12.5.3: `Accept-Encoding` is in no other
 * 415.
 */
const headersOf = (refusal: Refusal, status: number): Record<string, string> => {
  if (refusal.type === 'method_not_allowed') return { Allow: refusal.allow }
  if (refusal.type === 'unsupported_content_encoding') return { 'Accept-Encoding': 'identity' }
  if (refusal.type === 'too_many_attempts') return { 'Retry-After': String(Math.ceil(refusal.retryAfterMs / 1_000)) }
  if (status === 503) return { 'Retry-After': '1' }
  if (status !== 401) return {}
  if (refusal.type === 'fresh_login_required') return { 'WWW-Authenticate': FRESH_LOGIN }
  const isTokenBad = BAD_TOKENS.includes(refusal.type)
  return { 'WWW-Authenticate': `Bearer realm="kiosk"${isTokenBad ? ', error="invalid_token"' : ''}` }
}

/** The old application's clients show it, and look at nothing else. */
const firstFault = ({ faults: [fault] }: Invalid): string | undefined =>
  fault && `${fault.field === '' ? 'the body' : `${fault.field.slice(0, MAX_SHOWN)}:`} ${fault.message}`

/** RFC 9457. `message` repeats the detail where the old application's clients look. */
const problem = (refusal: Refusal, requestId: string) => {
  const [status, title, sentence] = problemOf[refusal.type]
  const detail = (refusal.type === 'invalid' && firstFault(refusal)) || sentence
  const members = {
    type: `urn:kiosk:problem:${refusal.type}`,
    title,
    status,
    detail,
    code: refusal.type,
    ...membersOf(refusal),
    request_id: requestId,
    message: detail,
  }
  // A field's name is the client's.
  const body = escapeControls(JSON.stringify(members))
  return { status, body, headers: { 'Content-Type': 'application/problem+json', ...headersOf(refusal, status) } }
}

export const refuse = (c: Context, refusal: Refusal): Response => {
  c.set('code', refusal.type)
  const { status, body, headers } = problem(refusal, c.get('requestId'))
  return respond(c, status, body, headers)
}

/** The response to the value, or the refusal. */
export const answer = <T>(c: Context, result: Result<T, Refusal>, respondTo: (value: T) => Response): Response =>
  result.ok ? respondTo(result.value) : refuse(c, withNames(result.error))

/** Fields by their names in JSON. */
const withNames = (refusal: Refusal): Refusal => {
  if (refusal.type !== 'invalid') return refusal
  return { ...refusal, faults: refusal.faults.map((fault) => ({ ...fault, field: snakeCase(fault.field) })) }
}

/** For a request that the app never gets. */
export const problemResponse = (refusal: HttpRefusal): Response => {
  const requestId = crypto.randomUUID()
  const { status, body, headers } = problem(refusal, requestId)
  const length = String(new TextEncoder().encode(body).byteLength)
  const own = { 'X-Request-Id': requestId, 'Content-Length': length, Connection: 'close' }
  return new Response(body, { status, headers: { ...API_HEADERS, ...headers, ...own } })
}
