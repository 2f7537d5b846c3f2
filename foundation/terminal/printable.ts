/** Text of unknown origin, made fit for a terminal. */

/** Controls of 7 and 8 bits, those of the writing direction, ends of lines and paragraphs, and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Characters that move the cursor, break the line, change colours or reorder what is read become `\u{1b}`, `\u{202e}`. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, character => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
