import { describe, expect, test } from 'vitest'
import { bad } from './bad.cases.ts'
import { faultsIn } from './checker.ts'
import { good } from './good.cases.ts'
import { CART, checkout, history, OTHER, unknown } from './histories.ts'

describe('the checker lets pass that', () => {
  test.for(Object.entries(good))('%s', ([, found]) => {
    expect(faultsIn(found)).toEqual([])
  })
})

describe('the checker sees that', () => {
  test.for(Object.entries(bad))('%s', ([, [found, ...faults]]) => {
    expect(faultsIn(found)).toEqual(faults)
  })

  test('a client used one key for two carts, which makes a history worthless', () => {
    const found = history([checkout('k1', CART, unknown), checkout('k1', OTHER, unknown)], [], [10, 5])
    expect(() => faultsIn(found)).toThrow('cannot be judged: ada used the key k1 for two carts')
  })
})
