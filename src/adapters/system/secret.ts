import { Buffer } from 'node:buffer'

let made: string | undefined

/** 32 bytes of chance, made when first asked for (workerd refuses chance before a request) and kept for this process. */
export const newSecret = (): string => {
  made ??= Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')
  return made
}
