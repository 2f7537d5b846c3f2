/** Command lines of commander that are strict where its own are not. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'

/**
 * Of this command and of its subcommands: what begins with a dash is not taken as the value of the flag before it, so that
 * `--ttl --if-absent` lacks a value. `--key=-x` gives one that begins so. To be called when all options are added.
 */
export function refuseFlagsAsValues(command: Command): void {
  for (const option of command.options.filter(({ required }) => required)) {
    // Commander looks at what follows only where a value is optional.
    option.required = false
    option.optional = true
    command.on(`option:${option.name()}`, (value: string | null) => {
      if (value !== null) return
      const code = 'commander.optionMissingArgument'
      command.error(`error: option '${option.flags}' argument missing`, { code })
    })
  }
  for (const sub of command.commands) refuseFlagsAsValues(sub)
}

/** Parses the value of a flag, or an argument: decimal digits and nothing else. */
export function wholeNumber(
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return text => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (number >= min && number <= max) return number
    const range = max === Number.MAX_SAFE_INTEGER ? 'on' : `to ${String(max)}`
    throw new InvalidArgumentError(`Expected a whole number from ${String(min)} ${range}.`)
  }
}
