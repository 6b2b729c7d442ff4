import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { expected, placed } from '../support/bodies.ts'
import { sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { addToCart, LAMP } from '../support/demo-catalogue.ts'
import { test } from '../support/server-fixtures.ts'
import { kioskCommand, launch, SECRET } from '../support/server-process.ts'
import { freePort } from '../support/servers/free-port.ts'

/** A shop whose streams are redirected as a shell does it; resolves when it is ready. */
const redirected = async (folder: string, redirections: string) => {
  const [port, metrics] = [await freePort(), await freePort()]
  const env = { PORT: String(port), METRICS_PORT: String(metrics), JWT_SECRET: SECRET, PATH: process.env.PATH ?? '' }
  const shell = ['-c', `exec "$@" ${redirections}`, 'sh', ...kioskCommand()]
  const { child, ended, output } = launch('bash', shell, { folder, env })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  const ready = () => fetch(`${url}/readyz`).then(({ status }) => status, output)
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  const lost = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
    return Number(/^kiosk_log_lines_lost_total (\d+)$/m.exec(text)?.[1])
  }
  return { url, child, ended, lost }
}

const sellsOn = async (url: string) => {
  for (const name of ['ada', 'grace']) {
    const buyer = await customer(sendTo([url]), name)
    await addToCart(buyer, LAMP)
    expected(await buyer.post('/checkout'), 201, placed)
  }
}

const streams = ['> /dev/full 2>&1', '> >(true)', '> >(true) 2>&1', '>&- 2>&-'] as const
test.for(streams)('a shop started with %s opens, sells and counts the lines it loses', async (streams, { folder }) => {
  const { url, lost } = await redirected(folder, streams)
  await sellsOn(url)
  if (!streams.startsWith('>&-')) await expect.poll(lost).toBeGreaterThan(5)
})

test('a reader that comes back is told how many lines were lost', async ({ folder }) => {
  const pipe = join(folder, 'log')
  execFileSync('mkfifo', [pipe])
  const read = () => launch('cat', [pipe], { folder }, 40_000)
  const first = read()
  const { url, lost, child, ended } = await redirected(folder, `> ${pipe}`)
  first.child.kill('SIGKILL')
  await first.ended
  await sellsOn(url)
  await expect.poll(lost).toBeGreaterThan(5)
  const second = read()
  const told = async () => {
    await fetch(`${url}/livez?`)
    await fetch(`${url}/products`)
    return second.output()
  }
  await expect.poll(told, { timeout: 10_000 }).toMatch(/"level":"warn","event":"log_lines_lost","lines":\d+\}\n/)
  expect(/"lines":(\d+)/.exec(second.output())?.[1]).toBe(String(await lost()))
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
})

test('on SIGHUP, even twice and with a SIGTERM as when a terminal goes away, a server drains', async ({ open }) => {
  const { output, end } = await open()
  const ended = end('SIGHUP')
  await expect.poll(output).toContain('"signal":"SIGHUP"')
  end('SIGTERM')
  await end('SIGHUP')
  expect(await ended).toMatchObject({ code: 0, err: '' })
})
