/** A domain's part of the state machine: how its commands become bytes, and what they do. */
import type { Entry } from './entry.ts'

/**
 * Commands are written by whoever proposes them and applied on every node, in the order of the log, to equal states with
 * equal results. So `apply` asks for nothing: no clock, no chance, no locale, no order of a Map. What it refuses is a
 * result; whatever it throws stops the node.
 */
export type Applier<Command, Result> = {
  /** Tells the appliers of a replica apart; part of the log's format. */
  readonly id: number
  /** Bytes that `encode` writes. */
  bytes(command: Command): number
  /** The most memory that the effects of the command take, in bytes. */
  weight(command: Command): number
  /** Whether the command is accepted on a full disk, because it frees space or costs hardly any. */
  isFreeing(command: Command): boolean
  encode(command: Command, into: FrameBytes, at: number): void
  apply(frame: FrameBytes, at: number, entry: Entry): Result
  /** Whether a retried request gets this result again. One that it does not get changed nothing: the retry is executed. */
  isFinal(result: Result): boolean
  /** Results as they are kept for a retried request; undefined for one that is longer than `bytesMax`. */
  encodeResult(result: Result, bytesMax: number): Uint8Array | undefined
  decodeResult(bytes: Uint8Array): Result
}

/** The bytes of a frame, and the same as a view. */
export type FrameBytes = { readonly bytes: Uint8Array; readonly view: DataView }
