import process from 'node:process'
import { customer } from '../test/support/customers.ts'
import { openKiosk } from '../test/support/kiosk.ts'
import { measureCpu, worstRequests } from '../test/support/worst-requests.ts'
import { median, out } from './report.ts'

/*
 * `npm run bench:worst` prints how much more processor time the dearest requests of 64 KiB take than an ordinary request
 * of the same route, in process on memory, and fails when one takes more than 10 ms more.
 */
const ROUNDS = 20
const MAX_MORE_MS = 10

const kiosk = openKiosk()
await kiosk.addProducts(...Array.from({ length: 100 }, (_, i) => ({ sku: `S-${i}` })))
const { token } = await customer(kiosk.send)

const measured: { readonly name: string; readonly more: number }[] = []
for (const { name, ordinary, ...worst } of worstRequests) {
  const [usual, dear]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    usual.push((await measureCpu(kiosk.send, token, ordinary)).ms)
    dear.push((await measureCpu(kiosk.send, token, worst)).ms)
  }
  measured.push({ name, more: median(dear) - median(usual) })
}
const worst = measured.toSorted((a, b) => b.more - a.more).slice(0, 10)
out(`${measured.length} requests, each ${ROUNDS} times; ms of processor time more than an ordinary one, the worst ten:`)
for (const { name, more } of worst) out(`  ${more.toFixed(1).padStart(6)}  ${name}`)
if (worst.some(({ more }) => more > MAX_MORE_MS)) process.exitCode = 1
