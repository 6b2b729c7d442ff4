import { searchKey, wordsOf } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { aCatalogue } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present } from './expect.ts'
import { aProduct, saveProducts, unique, wholePage } from './given.ts'
import { INVISIBLE } from './nasty.ts'

/** What finds each name, and what does not, in a catalogue that has all of them. */
const scripts: readonly (readonly [name: string, found: readonly string[], not: readonly string[]])[] = [
  [
    'Crème brûlée',
    ['creme', 'BRULEE CRÈME', 'bru\u0302le\u0301e', 'ｂｒｕｌｅｅ', 'rûlé'],
    ['crème brulees', 'brulée!'],
  ],
  ['Große Straßenleuchte', ['GROSSE', 'strassen', 'STRAẞEN große'], ['strase', 'grosß']],
  ['Smørrebrød', ['SMØRREBRØD'], ['smorrebrod', 'smoerrebroed']],
  ['Işıklı İbrik', ['ibrik', 'İBRİK', 'IBRIK', 'i̇brik ISıKLı'], ['ıbrık', 'isikli', 'ışıklı']],
  ['Λάμπα της Οδού ὁδός', ['ΛΑΜΠΑ', 'λαμπα', 'ΟΔΟΣ', 'οδοσ', 'οδος της', 'ΤΗΣ'], ['λομπα', 'οδες']],
  ['Чёрный светильник', ['черный', 'ЧЁРНЫЙ', 'СВЕТИЛЬНИК чёрныи'], ['черная', 'cветильник']],
  ['שָׁלוֹם מנורה', ['שלום', 'שָׁלוֹם', 'שׁלום', 'מְנוֹרָה', 'מנורה שלום'], ['שלומי', 'מנודה']],
  ['مِصْباح أحمر', ['مصباح', 'مِصباح', 'احمر', 'أَحْمَر مصباح', 'ﻣﺼﺒﺎﺡ'], ['مصاب', 'حمراء']],
  ['چراغ می\u200cخواهم', ['میخواهم', 'می\u200cخواهم', 'می خواهم', 'چِراغ'], ['نمیخواهم', 'جراغ']],
  ['हिन्दी दीपक', ['दीपक', 'हिन्\u200cदी', 'हिन्\u200dदी दीप', 'हिन्दी'], ['हीन्दी', 'दिपक', 'हन्दी']],
  ['โคมไฟตั้งโต๊ะ', ['ไฟ', 'ตั้งโต๊ะ โคม'], ['ตังโตะ', 'ไฟฟ้า', 'โคมโฟ']],
  ['ガラスのランプ', ['ﾗﾝﾌﾟ', 'ｶﾞﾗｽ', 'カ\u3099ラス', 'ランプ　ガラス'], ['カラス', 'ランフ', 'ランブ', 'らんぷ']],
  ['台灯 ＬＥＤ 落地灯', ['台灯', 'ＬＥＤ　台灯', 'led', '落地'], ['台燈', '灯台', 'led灯']],
  ['탁상 램프', ['램프 탁상', '램프'.normalize('NFD'), '상'], ['람프', '타', '래', '프램']],
  ['ნათურა', ['ნათურა', 'ᲜᲐᲗᲣᲠᲐ', 'თურ'], ['ნათუ რო']],
  ['❤️ 👩🏽‍🚀 mug', ['❤', '❤️ MUG', '👩🏽‍🚀', '👩🏽🚀'], ['👩🚀', '🖤']],
]

export const searchContract: Contract<StoreHarness> = {
  'finds words anywhere in a name, in any order, without regard to case, width and accents': async ({ store }) => {
    const inner = unique()
    const listed = [`Blue LAMP${inner} shade`, `Lámp${inner}`, `ＬＡＭＰ${inner}`].map((name) => ({ name }))
    const { ask } = await aCatalogue(store, listed)
    for (const word of [`lamp${inner}`, `lámp${inner}`]) equal(await ask({ search: word }), [0, 1, 2], word)
    equal(await ask({ search: `s  lamp${inner}` }), [0])
    equal(await ask({ search: 'lampshade' }), [])
  },

  'finds names in each script by their words, whatever their case, form, accents and points; vowels and voicing count':
    async ({ store }) => {
      const { ask } = await aCatalogue(
        store,
        scripts.map(([name]) => ({ name })),
      )
      for (const [i, [name, found, not]] of scripts.entries()) {
        for (const search of [name, ...found]) equal(await ask({ search }), [i], `what "${search}" finds`)
        for (const search of not) equal(await ask({ search }), [], `what "${search}" finds`)
      }
    },

  'ignores invisible characters, and how many blanks of which kind there are, in names and searches': async ({
    store,
  }) => {
    const listed = ['desk lamp', ' desk\u00a0\u3000\u2009 lamp ', 'de\u00adsk la\u200bmp', 'desklamp'].map((name) => ({
      name,
    }))
    const { ask } = await aCatalogue(store, listed)
    for (const blank of [' ', '   ', '\u00a0', '\u3000\u00a0', '\u2003', '\u202f']) {
      equal(await ask({ search: `${blank}desk${blank}lamp${blank}` }), [0, 1, 2, 3], JSON.stringify(blank))
    }
    for (const c of INVISIBLE) {
      equal(await ask({ search: `${c}desk${c}la${c}mp` }), [3], `U+${c.codePointAt(0)?.toString(16)}`)
    }
  },

  'finds a product by its sku in any case, beside words of its name, and by no old name or sku': async ({ store }) => {
    const product = await aProduct(store, { sku: `É-${unique()}`, name: 'Crème lamp' })
    const finds = async (search: string) => {
      const found = await store.readers.catalogue.page({ ...wholePage, words: wordsOf(search) })
      return found.map(({ id }) => id)
    }
    const sku = present(product.sku)
    for (const search of [sku, sku.toUpperCase(), sku.toLowerCase().normalize('NFD'), `LAMP ${sku} creme`]) {
      equal(await finds(search), [product.id], search)
    }
    const renewed = unique()
    await saveProducts(store, { ...product, sku: renewed, name: 'Bulb' })
    equal([await finds(sku), await finds(`lamp ${renewed}`)], [[], []])
    equal(await finds(`bulb ${renewed}`), [product.id])
    await saveProducts(store, { ...product, sku: undefined, name: renewed })
    equal([await finds(`bulb ${renewed}`), await finds(renewed)], [[], [product.id]])
  },

  'takes as many words as a search may have, and all of them count': async ({ store }) => {
    // 255 characters: 128 words of one letter.
    const letters = Array.from({ length: 128 }, (_, i) => String.fromCodePoint(0x4e00 + i))
    const product = await aProduct(store, { name: letters.join(' ') })
    equal([...searchKey({ ...product, sku: undefined })].length, 255)
    const find = (words: readonly string[]) => store.readers.catalogue.page({ ...wholePage, words })
    for (const count of [1, 2, 3, 100, 127, 128]) {
      const words = wordsOf(letters.toReversed().slice(0, count).join(' '))
      equal(words.length, count)
      assert(
        (await find(words)).some(({ id }) => id === product.id),
        `${count} words find it`,
      )
      equal(await find([...words.slice(1), unique()]), [], `${count} words of which one is not in it`)
    }
  },

  'takes a search literally': async ({ store }) => {
    const odd = ['100%', '100 %', 'a_b', 'axb', 'a\\b', "o'clock", '*', '"', '😀']
    const listed = odd.map((name) => ({ name }))
    const { ask } = await aCatalogue(store, listed)
    for (const [i, name] of odd.entries()) {
      const found = name === '100 %' ? [0, 1] : [i]
      equal(await ask({ search: name }), found, name)
    }
    equal([await ask({ search: '%' }), await ask({ search: '_' })], [[0, 1], [2]])
  },

  'filters by price, both ends included, and by stock': async ({ store }) => {
    const prices = [300, 100, 200, 200, 0, 100_000_000]
    const { ask } = await aCatalogue(
      store,
      prices.map((price, i) => ({ price: money(price), stock: i % 2 })),
    )
    equal(await ask({ minPrice: money(300) }), [0, 5])
    equal(await ask({ maxPrice: money(100) }), [1, 4])
    equal(await ask({ minPrice: money(200), maxPrice: money(200) }), [2, 3])
    equal(await ask({ minPrice: money(201), maxPrice: money(299) }), [])
    equal(await ask({ maxPrice: money(0) }), [4])
    equal(await ask({ inStock: true }), [1, 3, 5])
  },
}
