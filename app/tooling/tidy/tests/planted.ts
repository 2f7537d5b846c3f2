/** How files are planted that a rule has to refuse, and such that come close and are right. */

/** Texts by path. */
export type Planted = Readonly<Record<string, string>>

/** Both sides of a rule. */
export type Sides = {
  /** What is wrong, where it has to be found, and the files. */
  readonly refused: readonly (readonly [wrong: string, place: string, files: Planted])[]
  /** What is right, and the files. */
  readonly passed: readonly (readonly [right: string, files: Planted])[]
}

export type SidesByRule = Readonly<Record<string, Sides>>

/** Pieces of code that have to be refused, each in a file of its own, on the second line. */
export function refusedCode(path: string, ...codes: string[]): Sides['refused'] {
  return codes.map(code => [`\`${code}\``, `${path}:2`, { [path]: `f()\n${code}\ng()` }])
}

/** Pieces of code that have to pass, each in a file of its own. */
export function passedCode(path: string, ...codes: string[]): Sides['passed'] {
  return codes.map(code => [`\`${code}\``, { [path]: `f()\n${code}\ng()` }])
}

/** A package.json, one field a line. */
export function manifest(fields: object): string {
  return JSON.stringify({ name: 'planted', ...fields }, null, 2)
}
