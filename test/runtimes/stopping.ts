import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../src/adapters/http/servers/server.ts'
import { present } from '../contracts/expect.ts'
import type { Server } from '../support/server-process.ts'

/**
 * Tells a server to stop while it has half of a registration, and sends the other half when it lets nobody in any more;
 * answers the status of the registration and the exit code of the server.
 */
export const stoppedMidway = async (server: Server) => {
  const name = crypto.randomUUID()
  const form = JSON.stringify({ email: `${name}@example.com`, username: name, password: 'rattle the kiosk shutters' })
  const headers = { 'Content-Type': 'application/json', 'Content-Length': form.length }
  const registration = request(`${server.url}/register`, { method: 'POST', headers })
  const answered: Promise<IncomingMessage[]> = once(registration, 'response')
  await new Promise((resolve) => registration.write(form.slice(0, 40), resolve))
  // What came before this request has reached the server when it is answered.
  await fetch(`${server.url}/livez`)
  const ended = server.end('SIGTERM')
  await sleep(LIMITS.shutdownDelayMs + 500)
  registration.end(form.slice(40))
  const [response] = await answered
  present(response).resume()
  return { status: response?.statusCode, code: (await ended).code }
}
