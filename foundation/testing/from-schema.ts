/** Random values by a JSON Schema: such that it accepts, at its limits, and with something wrong. Only for tests. */
import fc from 'fast-check'

export type Schema = Readonly<Record<string, unknown>> & {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly $ref?: string
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** By their names. */
export type Schemas = Readonly<Record<string, Schema>>

/** Texts that the schema accepts, by themselves, at its limits, and with a slip. */
export function textsOf(schema: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength, minimum, maximum } = schema
  const good = acceptedTexts(schema)
  const limits = [
    ...[minLength - 1, minLength, maxLength, (maxLength ?? -2) + 1]
      .filter(length => length !== undefined && length >= 0)
      .map(length => 'k'.repeat(length ?? 0)),
    ...[minimum, maximum].flatMap(limit =>
      limit === undefined
        ? []
        : [BigInt(limit) - 1n, BigInt(limit), BigInt(limit) + 1n].map(String),
    ),
  ]
  return fc.oneof(good, good.chain(nearly), fc.constantFrom(...limits, '*', 'x'), fc.string())
}

/** Values that the schema accepts, and now and then others, `wrong` of them in a hundred. */
export function valuesOf(schema: Schema, schemas: Schemas, wrong: number): fc.Arbitrary<unknown> {
  const { $ref } = schema
  if ($ref !== undefined) {
    return valuesOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas, wrong)
  }
  const other = fc.constantFrom(null, true, -1, 1.5, '', 'x', [], {}, '\ud800', '%', '%4')
  return fc.oneof(
    { weight: 100 - wrong, arbitrary: accepted(schema, schemas, wrong) },
    { weight: wrong, arbitrary: other },
  )
}

function accepted(schema: Schema, schemas: Schemas, wrong: number): fc.Arbitrary<unknown> {
  const { oneOf, properties, items, maxItems = 3, type, required = [] } = schema
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => [
      name,
      valuesOf(field, schemas, wrong),
    ])
    const record = Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>
    return fc.record(record, { requiredKeys: [...required] })
  }
  if (oneOf) return fc.oneof(...oneOf.map(option => valuesOf(option, schemas, wrong)))
  if (items) return fc.array(valuesOf(items, schemas, wrong), { maxLength: Math.min(maxItems, 3) })
  if (type === 'integer') {
    const { minimum = 0, maximum = 0 } = schema
    return fc.constantFrom(minimum - 1, minimum, minimum + 1, Math.min(maximum, 2 ** 53 - 1))
  }
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  return fc.oneof(
    { weight: 4, arbitrary: acceptedTexts(schema) },
    { weight: 1, arbitrary: textsOf(schema) },
  )
}

function acceptedTexts(schema: Schema): fc.Arbitrary<string> {
  const { type, format, pattern, minLength = 0, minimum = 0, maximum = 1e6 } = schema
  if (type === 'integer') {
    return fc.integer({ min: minimum, max: Math.min(maximum, 1e6) }).map(String)
  }
  const options = schema.enum ?? (typeof schema.const === 'string' ? [schema.const] : undefined)
  if (options) return fc.constantFrom(...options)
  if (format === 'email') return fc.emailAddress()
  if (format === 'uuid') return fc.uuid()
  if (pattern !== undefined) return matching(pattern)
  return fc.string({ minLength, maxLength: 20 })
}

function matching(pattern: string): fc.Arbitrary<string> {
  const whole = new RegExp(pattern, 'u')
  // The generator knows no assertions about what follows, and no halves of characters.
  const plain = pattern
    .replaceAll(/\(\?![^)]*\)/g, '')
    .replace('[^%\\ud800-\\udfff]', '[!-$&-~é]')
    .replace('[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]', '[ -~é]')
  return fc.stringMatching(new RegExp(plain)).filter(text => whole.test(text))
}

function nearly(text: string): fc.Arbitrary<string> {
  return fc
    .record({
      at: fc.nat(text.length),
      cut: fc.nat(2),
      put: fc.constantFrom('', '%', '0', ' ', 'z'),
    })
    .map(({ at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut))
}
