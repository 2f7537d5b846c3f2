/** Rules about any text: names of files, their length, and what must not be written anywhere. */
import type { File } from '../repository.ts'
import type { Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

/** What can no longer be read from top to bottom. */
const LINES_MAX = 500

/** They say what a thing is made of, or nothing: a package provides something. */
const EMPTY_NAME =
  /^(?:utils?|helpers?|common|misc|types?|models|shared|lib)$|[-_](?:utils?|helpers?)$/i

const TEMPORARY_PATH = /(?<![\w.-])\/tmp\//
const MACHINE_PATH = /(?<![\w.-])\/(?:work|home|Users)\//
const REGISTRY =
  /\b(?:registry|npm|mirror|proxy)(?:\.[a-z0-9-]+)+\.(?:org|com|net|io|dev|internal|local|lan|cloud|corp)\b|\bnpmjs\.(?:org|com)\b/

/** They praise instead of saying what there is. */
const ADVERTISING =
  /\b(?:blazing(?:ly)?|seamless(?:ly)?|effortless(?:ly)?|robust|powerful|leverag(?:e|es|ing)|supercharged?|revolutionary|world-class|cutting-edge|state-of-the-art|next-generation|battle-tested)\b|\p{Emoji_Presentation}/iu

const isText = (file: File): boolean => !file.isGenerated

export const textRules: readonly Rule[] = [
  {
    name: 'file-length',
    claim: `a file has at most ${String(LINES_MAX)} lines`,
    find: eachFile(isText, function* ({ lines: { length } }) {
      if (length > LINES_MAX) {
        const advice = `${String(length)} lines, at most ${String(LINES_MAX)}: split it by idea`
        yield { line: LINES_MAX + 1, advice }
      }
    }),
  },
  {
    name: 'names',
    claim: 'files and folders are called by what they provide',
    find: eachFile(
      () => true,
      function* ({ path, name }) {
        const empty = path.split('/').find(part => EMPTY_NAME.test(part.replace(/\..*$/, '')))
        if (empty !== undefined) {
          yield { line: 1, advice: `"${empty}" says nothing: name what it provides` }
        }
        if (/^index\.[cm]?[jt]s$/.test(name)) {
          yield { line: 1, advice: 'the front door of a package has the name of the package' }
        }
      },
    ),
  },
  {
    name: 'open-ends',
    claim: 'nothing is left for later in a comment',
    find: eachFile(isText, function* (file) {
      const comments = file.isCode
        ? file.comments
        : file.lines.map((text, index) => ({ text, line: index + 1 }))
      for (const { text, line } of comments) {
        // A word in backticks is spoken about.
        const mark = /(?<!`)\b(?:TODO|FIXME|XXX|HACK)\b(?!`)/.exec(text)?.[0]
        if (mark !== undefined) {
          yield { line, advice: `${mark}: do it now, or open an issue and delete the comment` }
        }
      }
    }),
  },
  {
    name: 'machine-paths',
    claim: 'nothing names a path of one machine',
    find: eachFile(
      file => !file.path.endsWith('-lock.json'),
      function* (file) {
        for (const [index, text] of file.lines.entries()) {
          const path = MACHINE_PATH.exec(text) ?? (file.isTest ? null : TEMPORARY_PATH.exec(text))
          if (path) {
            const advice = `${path[0]} is a place on one machine: take it as an argument, or from os.tmpdir()`
            yield { line: index + 1, advice }
          }
        }
      },
    ),
  },
  {
    name: 'registry-hosts',
    claim: 'nothing names the host of a package registry',
    find: eachFile(
      () => true,
      function* (file) {
        for (const [index, text] of file.lines.entries()) {
          const host = REGISTRY.exec(text)
          if (host)
            yield {
              line: index + 1,
              advice: `${host[0]}: where packages come from is for npm to know`,
            }
        }
      },
    ),
  },
  {
    name: 'plain-words',
    claim: 'a page says what there is, without praise',
    find: eachFile(
      file => file.name.endsWith('.md'),
      function* (file) {
        for (const [index, text] of file.lines.entries()) {
          const word = ADVERTISING.exec(text)?.[0]
          if (word !== undefined) yield { line: index + 1, advice: `"${word}": say what it does` }
        }
      },
    ),
  },
]
