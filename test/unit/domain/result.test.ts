import { describe, expect, it } from 'vitest'
import { err, isErr, ok } from '../../../src/domain/result.ts'

describe('a refusal', () => {
  it('is distinguished from any other value', () => {
    expect([err('no'), ok('yes'), {}, { error: 'no' }, null, undefined, 'no', false].filter(isErr)).toEqual([err('no')])
  })
})
