/** Reads a document as expvarmon does (service.go there): what it needs to find, and takes the service for broken without. */
import { z } from 'zod'

/** Go's Int64 reads digits, and nothing with a fraction or an exponent. */
const PAUSE = /"PauseTotalNs":(-?\d+)[,}]/

const schema = z.looseObject({
  cmdline: z.array(z.string()).min(1),
  memstats: z.looseObject({}),
  collector: z.looseObject({ up: z.int() }),
})

export type Read = {
  readonly document: z.infer<typeof schema>
  /** The name it shows: the first argument without its folders. */
  readonly name: string
  /** The integer whose fall means a restart. */
  readonly pauseTotalNs: bigint
}

export function readAsExpvarmon(text: string): Read {
  const document = schema.parse(JSON.parse(text))
  const digits = PAUSE.exec(JSON.stringify({ memstats: document.memstats }))?.[1]
  if (digits === undefined) throw new Error(`memstats.PauseTotalNs is no integer in ${text}`)
  const pauseTotalNs = BigInt(digits)
  if (pauseTotalNs !== BigInt.asIntN(64, pauseTotalNs)) throw new Error(`no int64: ${digits}`)
  return { document, name: document.cmdline[0]?.split('/').at(-1) ?? '', pauseTotalNs }
}
