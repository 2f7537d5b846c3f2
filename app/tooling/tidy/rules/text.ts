/** Rules about any text: names of files, and what must not be written anywhere. */
import type { Rule } from '../rule.ts'
import { eachFile } from '../rule.ts'

/** They say what a thing is made of, or nothing: a package provides something. */
const EMPTY_NAME =
  /^(?:utils?|helpers?|common|misc|types?|models|shared|lib)$|[-_](?:utils?|helpers?)$/i

const TEMPORARY_PATH = /(?<![\w.-])\/tmp\//
const MACHINE_PATH = /(?<![\w.-])\/(?:work|home|Users)\//
const REGISTRY =
  /\b(?:registry|npm|mirror|proxy)(?:\.[a-z0-9-]+)+\.(?:org|com|net|io|dev|internal|local|lan|cloud|corp)\b|\bnpmjs\.(?:org|com)\b/

export const textRules: readonly Rule[] = [
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
]
