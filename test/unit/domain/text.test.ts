import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailKey, normalizeEmail } from '../../../src/domain/accounts/user.ts'
import { checkUsername } from '../../../src/domain/accounts/username.ts'
import { checkProduct, searchKey, wordsOf } from '../../../src/domain/catalogue/product.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { fold, singleLine, visible } from '../../../src/domain/text.ts'
import { BLANKS, EMPTY, INVISIBLE, NASTY, WITH_JOINERS } from '../../contracts/nasty.ts'

const nasty = fc.array(fc.constantFrom(...NASTY, ...INVISIBLE, ...BLANKS), { maxLength: 8 }).map((all) => all.join(''))
const holds = (promise: (text: string) => unknown) => {
  fc.assert(
    fc.property(nasty, (text) => {
      promise(text)
    }),
    { numRuns: 3_000 },
  )
}
/** What remains of a text when everything that has no ink is gone. */
const inkOf = (text: string) => text.replaceAll(/[\p{DI}\p{Zs}\u2800\ufff9-\ufffb]/gu, '').normalize('NFC')

const username = (text: string) => checkUsername(text)
const named = ({ sku = 'A1', name = 'Lamp' }) =>
  checkProduct({ sku, name, price: parseMoney('1'), stock: ok(1), description: undefined })
const sku = (text: string) => {
  const checked = named({ sku: text })
  return checked.ok ? ok(checked.value.sku) : checked
}
const productName = (text: string) => {
  const checked = named({ name: text })
  return checked.ok ? ok(checked.value.name) : checked
}
const shown = Object.entries({ username, sku, 'product name': productName })

describe('folding', () => {
  it('changes nothing the second time, nor do the forms made of it', () => {
    for (const form of [fold, visible, emailKey, (text: string) => wordsOf(text).join(' ')]) {
      holds((text) => expect(form(form(text))).toBe(form(text)))
    }
  })

  it('is full case folding, C and F of CaseFolding.txt, after compatibility forms', () => {
    for (const [text, folded] of [
      ['İstanbul ISTANBUL', 'istanbul istanbul'],
      ['ΟΔΟΣ οδος ὈΔΥΣΣΕΎΣ', 'οδοσ οδοσ ὀδυσσεύσ'],
      ['Straße STRAẞE', 'strasse strasse'],
      ['ﬃ ŉ ǰ ΐ ſ K Å', 'ffi ʼn ǰ ΐ s k å'],
      ['ᾳ ᾼ ѐ Ѐ Ⴀ Ა Ꭰ ꭰ 𐐀', 'αι αι ѐ ѐ ⴀ ა Ꭰ Ꭰ 𐐨'],
      ['ı ｌａｍｐ ﾗﾝﾌﾟ', 'ı lamp ランプ'],
    ] as const) {
      // Cherokee folds to its capitals in the standard; the shop's one form is the other.
      expect(fold(text)).toBe(folded.replaceAll('Ꭰ', 'ꭰ'))
    }
    expect(fold('ı')).not.toBe(fold('i'))
  })

  it('does not tell capitals from small letters, nor one form of Unicode from another', () => {
    fc.assert(
      // Of these two capitals have no small form of their own.
      fc.property(
        nasty.filter((text) => !/[ıᾳᾼ]/.test(text)),
        (text) => {
          for (const other of [text.toUpperCase(), text.toLowerCase(), text.normalize('NFD'), text.normalize('NFKC')]) {
            expect(fold(other)).toBe(fold(text))
          }
        },
      ),
      { numRuns: 3_000 },
    )
  })
})

describe('an email', () => {
  it('has the key of the form in which the shop shows it, in whatever form it is typed', () => {
    holds((text) => {
      const kept = normalizeEmail(text)
      if (kept === undefined) return expect(text).toMatch(/[\p{Cc}\u2028\u2029]|\p{Cs}/u)
      expect(normalizeEmail(kept)).toBe(kept)
      expect(emailKey(kept)).toBe(emailKey(text))
      expect(emailKey(kept.normalize('NFD'))).toBe(emailKey(text))
    })
  })
})

describe('what is shown', () => {
  it.each(shown)('of a %s is what was typed, but for the invisible and the kind of its blanks', (_, check) => {
    holds((text) => {
      const kept = check(text)
      if (kept.ok) expect(inkOf(kept.value ?? '')).toBe(inkOf(text))
    })
  })

  it.each(WITH_JOINERS)('keeps what joins %s', (_, text) => {
    for (const [, check] of shown) expect(check(text)).toEqual(ok(text))
    expect(fold(text)).toBe(fold(text.replaceAll(/\p{DI}/gu, '')))
    expect(normalizeEmail(`${text}@x.org`)).toBe(`${text}@x.org`)
  })

  it.each([
    ['between Latin letters', 'la\u200dmp', 'lamp'],
    ['beside a letter of another script', 'a\u200cب', 'aب'],
    ['between letters that an invisible character seems to be', 'a\u17b4\u200dក', 'aក'],
    ['after a mark that is part of a Latin letter', 'I\u0323\u200dष', 'Ịष'],
    ['between marks that many scripts have', 'a\uffa0\u0307\u200c\u094d', 'a\u0307\u094d'],
    ['at the end of a word', 'می\u200c ها', 'می ها'],
    ['twice', 'می\u200c\u200cها', 'میها'],
    ['after an emoji that joins nothing', '👩\u200d lamp', '👩 lamp'],
    ['of a letter', 'a\ufe0f', 'a'],
    ['of an ideograph', '葛\u{e0100}', '葛'],
    ['of a digit without a keycap', '1\ufe0f', '1'],
    ['of a flag that does not end', '🏴\u{e0067}\u{e0062}', '🏴'],
    ['of no flag', 'a\u{e0067}\u{e007f}', 'a'],
  ])('loses a joiner, selector or tag %s', (_, text, kept) => expect(visible(text)).toBe(kept.normalize('NFC')))

  it('has no invisible character of Unicode anywhere else', () => {
    const all = Array.from({ length: 0x11_0000 }, (_, i) => i).filter((i) => i < 0xd800 || i > 0xdfff)
    const ignorable = all.map((i) => String.fromCodePoint(i)).filter((c) => /[\p{DI}\ufff9-\ufffb]/u.test(c))
    expect(ignorable.length).toBeGreaterThan(4_000)
    for (const c of [...ignorable, ...INVISIBLE])
      expect(visible(`${c}a${c}b${c}`), c.codePointAt(0)?.toString(16)).toBe('ab')
  })

  it('has spaces for all blanks, and none at its ends', () => {
    for (const blank of BLANKS) expect(visible(`${blank}a${blank}b${blank}`)).toBe('a b')
  })
})

describe.each([...shown, ['search', (text: string) => singleLine(text, 1, 255)] as const])('a %s', (_, check) => {
  it.each(EMPTY)('that is only %j is refused', (text) => expect(check(text).ok).toBe(false))

  it.each(['\u2028', '\u2029', '\u0000', '\u001b', '\u0085', '\n', '\ud800'])('with %j is refused', (text) => {
    for (const typed of [`a${text}b`, `ab${text}`, `${text}ab`]) expect(check(typed).ok, typed).toBe(false)
  })
})

describe('a product', () => {
  it('is found by each of its own words, in any form that folds alike', () => {
    holds((name) => {
      const key = searchKey({ name, sku: undefined })
      for (const form of [name, name.normalize('NFD'), visible(name)]) {
        for (const word of wordsOf(form)) expect(key).toContain(word)
      }
    })
  })
})
