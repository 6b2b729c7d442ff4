import type { Migration } from '../../sql/migrations.ts'
import { shop } from './0001-shop.ts'

/** In the order they are applied; new ones go to the end. */
export const migrations: readonly Migration[] = [shop]
