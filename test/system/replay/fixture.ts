import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onlineRetail } from './online-retail.ts'

export const fixture = readFileSync(join(import.meta.dirname, '../../support/fixtures/online-retail-10k.csv'))

export const retail = onlineRetail(fixture.toString('utf8'))
