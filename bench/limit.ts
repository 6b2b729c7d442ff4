import { readFileSync } from 'node:fs'
import process from 'node:process'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Recorded } from './target.ts'

/*
 * `node bench/limit.ts RECORDED.json` is what no shop on this stack can be faster than: the same framework and the same
 * server, which answer each path with the bytes that Kiosk has answered, and do nothing for it.
 */
const [file = ''] = process.argv.slice(2)
const recorded: readonly Recorded[] = JSON.parse(readFileSync(file, 'utf8'))

const app = new Hono()
for (const { path, status, headers, body } of recorded) app.get(path, () => new Response(body, { status, headers }))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) })
