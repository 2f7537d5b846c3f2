/** Keys as the service writes them: %XX stands for a byte, %25 for a percent sign. What is printed so is taken so. */
import { InvalidArgumentError } from 'commander'
import { printable } from '#foundation/terminal/printable'

/** A key, or the beginning of keys, of the command line. */
export function keyPart(text: string): string {
  if (!/%(?![0-9a-fA-F]{2})/.test(text)) return text
  const expected = 'Expected two hexadecimal digits after each %; a percent sign itself is %25.'
  throw new InvalidArgumentError(expected)
}

export function keyArgument(text: string): string {
  if (text !== '') return keyPart(text)
  throw new InvalidArgumentError('Expected a key, which has 1 to 1024 bytes.')
}

/** Whether two texts stand for the same bytes. */
export function isSameKey(one: string, other: string): boolean {
  return bytesOf(one).equals(bytesOf(other))
}

/** A key of an answer for people: what a terminal would act on is written as bytes, so that the command line takes it back. */
export function shownKey(key: string): string {
  return key.replaceAll(/[^\x20-\x7e]/gu, character =>
    printable(character) === character ? character : encodeURIComponent(character),
  )
}

function bytesOf(text: string): Buffer {
  const parts = text.split(/%([0-9a-fA-F]{2})/)
  const buffers = parts.map((part, at) => Buffer.from(part, at % 2 === 0 ? 'utf8' : 'hex'))
  return Buffer.concat(buffers)
}
