/** A domain that is one operation, until it is a table of them. */
import type { Entry } from './entry.ts'
import type { BatchBytes, Operation } from './operation.ts'

export type Applier<Command, Result> = {
  readonly id: number
  bytes(command: Command): number
  isFreeing(command: Command): boolean
  encode(command: Command, into: BatchBytes, at: number): void
  apply(batch: BatchBytes, at: number, entry: Entry): Result
  isFinal(result: Result): boolean
  encodeResult(result: Result, bytesMax: number): Uint8Array | undefined
  decodeResult(bytes: Uint8Array): Result
}

export function operationOf<Command, Result>(
  applier: Applier<Command, Result>,
): Operation<Command, Result> {
  return {
    domain: applier.id,
    code: 0,
    isAlone: false,
    isFreeing: command => applier.isFreeing(command),
    bytes: command => applier.bytes(command),
    encode: (command, into, at) => {
      applier.encode(command, into, at)
    },
    refuse: () => undefined,
    perform: (batch, at, entry) => applier.apply(batch, at, entry),
    isFinal: result => applier.isFinal(result),
    encodeResult: (result, bytesMax) => applier.encodeResult(result, bytesMax),
    decodeResult: bytes => applier.decodeResult(bytes),
  }
}
