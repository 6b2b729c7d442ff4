import { err, type Result } from '../result.ts'
import { fold, lettersOf, singleLine, visible } from '../text.ts'

export const MAX_USERNAME = 64

export const SHOP = 'kiosk'

/** Look like the shop's own, or like a deleted user's. */
const RESERVED = /^(?:admin|administrator|root|support|deleted:.*)$/

// The scripts in modern use of UAX #31, tables 5 and 7, and those of one language: Japanese, Korean, Chinese.
const SCRIPTS =
  'Adlm Arab Armn Beng Cans Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hebr Khmr Knda Laoo Latn Mlym Mong Mymr Nkoo Orya Sinh Syrc Taml Telu Tfng Thaa Thai Tibt Yiii'
const OF_ONE_LANGUAGE = ['Hani Hira Kana', 'Hani Hang', 'Hani Bopo']

/** UTS #39, section 5.2, Single Script: a Cyrillic or Greek letter among Latin ones looks like one of these. */
const SINGLE_SCRIPT = new RegExp(
  [...SCRIPTS.split(' '), ...OF_ONE_LANGUAGE]
    .map((scripts) => `^[${lettersOf(scripts)}\\p{sc=Zyyy}\\p{sc=Zinh}]*$`)
    .join('|'),
  'u',
)

/** Equal for names of one account; names that were put there by hand may have blanks around them. */
export const usernameKey = (username: string): string => fold(visible(username))

/** What a customer may choose, trimmed. */
export const checkUsername = (text: string): Result<string, string> => {
  const kept = singleLine(text, 1, MAX_USERNAME)
  if (!kept.ok) return kept
  if (!SINGLE_SCRIPT.test(kept.value)) return err('must not mix letters of different scripts')
  const folded = fold(kept.value)
  return folded === SHOP || RESERVED.test(folded) ? err('is reserved for the shop') : kept
}
