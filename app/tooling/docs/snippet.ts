/**
 * Commands in pages, and what they answer.
 *
 * Every block of `sh` is run, its commands one after the other, unless it says `sh no-run`. Comments below a command are
 * what it prints; `…` in them stands for anything. A block may only use programs that cannot do harm, see `PROGRAMS`.
 */
import type { Block, Page } from './page.ts'

export type Command = {
  readonly text: string
  /** Undefined if the page does not say what it prints. */
  readonly answer: string | undefined
}

/** What a block may begin a command with. Others need a cluster, install something, or run these very tests. */
const PROGRAMS = ['curl ', 'npx node ', 'npx admin ']

export function runnableBlocks({ blocks }: Page): Block[] {
  return blocks.filter(({ language, flags }) => language === 'sh' && !flags.includes('no-run'))
}

/** Throws for a block that cannot be run. */
export function commandsOf({ text }: Block): Command[] {
  const commands: { text: string; answer: string | undefined }[] = []
  // A command goes on after a backslash at the end of its line.
  for (const line of text.replaceAll('\\\n', '').split('\n')) {
    const last = commands.at(-1)
    if (line === '') continue
    if (line.startsWith('#')) {
      if (!last) throw new Error(`a comment stands before any command: ${line}`)
      const printed = line.replace(/^# ?/, '')
      last.answer = last.answer === undefined ? printed : `${last.answer}\n${printed}`
    } else if (PROGRAMS.some(program => line.startsWith(program))) {
      commands.push({ text: line, answer: undefined })
    } else {
      throw new Error(`only ${PROGRAMS.join('and ')} can be run, mark the block no-run: ${line}`)
    }
  }
  return commands
}

/** Matches what a command printed. */
export function answerPattern(answer: string): RegExp {
  const literal = answer.split('…').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('[^]*?')}$`)
}
