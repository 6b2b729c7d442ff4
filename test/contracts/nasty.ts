/** Zero width, direction, fillers, tags, selectors and annotations: some of what `visible` takes away. */
export const INVISIBLE = [
  ...['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u00ad', '\u034f', '\u061c', '\u180e', '\ufeff'],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\u2060', '\u2061', '\u2062', '\u2063', '\u2064', '\u206a', '\u206f', '\ufe00', '\ufe0e', '\ufe0f'],
  ...['\u3164', '\u115f', '\u1160', '\uffa0', '\u17b4', '\u17b5', '\u180b', '\ufff9', '\ufffb', '\u{1d173}'],
  ...['\u{e0001}', '\u{e0041}', '\u{e007f}', '\u{e0100}'],
] as const

export const BLANKS = [
  ' ',
  '\u00a0',
  '\u1680',
  '\u2000',
  '\u2003',
  '\u2009',
  '\u200a',
  '\u202f',
  '\u205f',
  '\u3000',
  '\u2800',
] as const

/** Nothing is left of them. */
export const EMPTY = ['', ...BLANKS, ...INVISIBLE, '\u3164\u115f\u1160\uffa0\u2800', '\u200d\ufe0f \u00ad'] as const

/** Letters and marks that case, normal forms and joining treat in ways of their own. */
export const NASTY = [
  ...'aAiIıİsſSßẞΣσςKÅéeǰJŉΐᾳᾼﬁªµ𝐀ЙйЁⰀꭰႠ',
  ...['\u0301', '\u0307', '\u0323', '\u030c', '\u0327', '\u0308', '\u05bc', '\u064b', '\u0670'],
  ...'קأآمیकष्ාકកᠠガｶﾞ각각漢豈ﷺ١',
  ...['👩', '🏽', '❤', '🏴', '🇩', '1', '\u20e3', '%', '_', '\\', '@', '.'],
] as const

/** Emoji sequences of UTS #51, and words of scripts whose letters join. */
export const WITH_JOINERS = [
  ['a family', '👩‍👩‍👧‍👦'],
  ['a woman of a skin tone and a rocket', '👩🏽‍🚀'],
  ['a woman who plays, of a skin tone', '⛹🏻‍♀️'],
  ['a red heart', '❤️'],
  ['a text heart', '❤︎'],
  ['a heart on fire', '❤️‍🔥'],
  ['a rainbow flag', '🏳️‍🌈'],
  ['a pirate flag', '🏴‍☠️'],
  ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['keycaps', '1️⃣#️⃣*️⃣'],
  ['Persian letters not', 'می\u200cخواهم'],
  ['Persian letters with harakat not', 'مِ\u200cخانه'],
  ['Devanagari letters', 'क्\u200dष'],
  ['Devanagari letters not', 'क्\u200cष'],
  ['Sinhala letters', 'ශ්\u200dරී'],
  ['Malayalam letters', 'ന്\u200dറ'],
] as const
