/** A secret that is set itself, or is in a file, and other files that settings name. */
import { readFileSync } from 'node:fs'
import { SettingUnusable } from './unusable.ts'

/** Undefined where there is none. `fileSetting` is what names the file. Throws `SettingUnusable`. */
export function secretOf(secret: string, file: string, fileSetting: string): string | undefined {
  if (file === '') return secret === '' ? undefined : secret
  if (secret !== '') {
    throw new SettingUnusable(fileSetting, 'the secret itself is set too: set one of them')
  }
  const read = readSetFile(file, fileSetting)
    .toString()
    .replace(/\r?\n$/, '')
  if (read === '') throw new SettingUnusable(fileSetting, `${file} is empty`)
  return read
}

/** A file that a setting names. Throws `SettingUnusable`. */
export function readSetFile(path: string, setting: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SettingUnusable(setting, `cannot read ${path}: ${reason}`, { cause })
  }
}
