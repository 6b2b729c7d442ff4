import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Server } from '../support/server-process.ts'
import { importDemo } from '../system/import-demo.ts'
import { HOME, type Host } from './host.ts'
import { crowds, type Door, everythingBehind, openDoor, refusals, service } from './http.ts'
import type { Outcomes } from './outcomes.ts'
import { promises } from './promises.ts'
import { stoppedMidway } from './stopping.ts'
import { type Kind, memory, mysql, type Room, sqlite } from './stores.ts'

/** Holds on one runtime, store by store, what the shop promises at its door and every contract inside. */
export const holdOn = (host: Host, embedded: readonly Kind[] = [memory, sqlite]): void => {
  const kinds = [...embedded, ...inject('mysqlServers').map(mysql)]
  describe(host.name, () => {
    test('is here', () => {
      expect(host.installed, 'npm run fetch:runtimes').toBe(true)
    })
    if (host.installed) for (const kind of kinds) describe(kind.name, () => holdOver(host, kind))
  })
}

const never = (reason: unknown): never => {
  throw reason
}

/** The connection broke, or a proxy says so that is no part of the shop; nothing else. */
const hangup = (reason: unknown): void =>
  expect(String(reason)).toMatch(/TypeError: (fetch failed|terminated)$|the status and code is\n {2}\[503, undefined\]/)

const holdOver = (host: Host, kind: Kind): void => {
  let folder = ''
  let room: Room
  let server: Server
  let door: Door
  let inside: Outcomes | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kiosk-runtime-'))
    room = await kind.room(folder)
    // Before anyone is at the door: how long a hash takes is among what is held inside.
    inside = await host.inside(room.places, folder)
    const place = { folder, env: { DATABASE_URL: room.serving, HOME } }
    if (kind.lasting) await importDemo(place, host.command)
    server = await host.serve(place)
    door = await openDoor(server.url)
  })
  afterAll(async () => {
    await server?.end('SIGKILL')
    await room?.close()
    await rm(folder, { recursive: true })
  })

  test('runs where it says, by a sign of its own', () => {
    expect(inside?.runtime).toBe(host.runtime)
  })
  describe('at the door', () => {
    for (const [promise, hold] of Object.entries({ ...service, ...crowds })) test(promise, () => hold(door))
    describe('bad input', () => {
      let before: unknown
      beforeAll(async () => {
        before = await everythingBehind(door)
      })
      for (const [promise, hold] of Object.entries(refusals)) {
        const standsFor = host.hangsUp.includes(promise) ? hangup : never
        test(promise, () => hold(door).catch(standsFor))
      }
      test('has changed nothing', async () => expect(await everythingBehind(door)).toEqual(before))
    })
  })
  describe('inside', () => {
    for (const promise of Object.keys(promises(host.runtime, kind.lasting))) {
      test(promise, () => {
        const reason = inside?.held[promise]
        if (reason !== null) throw new Error(reason ?? 'nobody held it')
      })
    }
  })
  if (host.ours) {
    test('answers what it has begun to hear when it is told to stop, and ends with exit code 0', async () => {
      expect(await stoppedMidway(server)).toEqual({ status: 201, code: 0 })
    })
  }
}
