/** Text of a document, made fit for a terminal. */

/** What would move the cursor, break the line or change the colour is escaped: control characters, also those of 8 bits. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, character => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}
