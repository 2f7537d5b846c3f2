/**
 * The house rules that a machine can check, over every file of the repository. The direction of imports is not here:
 * eslint.config.js has it, and tests/layers.test.ts sees it work.
 */
import { codeRules } from './rules/code.ts'
import { exceptions } from './exceptions.ts'
import { importRules } from './rules/imports.ts'
import { moduleRules } from './rules/modules.ts'
import { packageRules } from './rules/packages.ts'
import { readRepository } from './repository.ts'
import type { Rule, Violation } from './rule.ts'
import { violations } from './rule.ts'
import { textRules } from './rules/text.ts'

export const rules: readonly Rule[] = [
  ...textRules,
  ...codeRules,
  ...importRules,
  ...moduleRules,
  ...packageRules,
]

/** What is not tidy in the repository at `root`. */
export function untidy(root: string): Violation[] {
  return violations(readRepository(root), rules, exceptions)
}

/** As editors and terminals make it a link. */
export function formatViolation({ path, line, rule, advice }: Violation): string {
  return `${path}:${String(line)} ${rule}: ${advice}`
}
