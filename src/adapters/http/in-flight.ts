import { setTimeout } from 'node:timers/promises'
import type { App, Limits } from './running-server.ts'
import { unreadable } from './unreadable.ts'

export type InFlight = App & {
  /** After a farewell newcomers are answered 503; true when within `drain` everyone before them was answered. */
  close(limits: Pick<Limits, 'farewell' | 'drain'>): Promise<boolean>
}

/** Knows who is being answered, where the server does not, or cannot be told to let nobody in. */
export const inFlight = (app: App): InFlight => {
  const answering = new Set<Promise<Response>>()
  let closed = false
  return {
    fetch: async (request, bindings) => {
      if (closed) return unreadable({ type: 'unavailable' })
      const answered = Promise.resolve(app.fetch(request, bindings))
      answering.add(answered)
      return answered.finally(() => answering.delete(answered))
    },
    close: async ({ farewell, drain }) => {
      await setTimeout(farewell)
      closed = true
      return Promise.race([Promise.allSettled(answering).then(() => true), setTimeout(drain, false)])
    },
  }
}
