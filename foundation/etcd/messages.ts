/**
 * The messages of etcd's API, version 3, as far as they are needed: a transaction, a range, a deletion, a watch of one key,
 * and a login. Numbers of fields are those of etcd's rpc.proto and kv.proto.
 */
import { Fields, fieldsOf } from './wire.ts'

/** What has to be so for `then`; otherwise `otherwise` is done. */
export type Condition =
  | { readonly kind: 'value'; readonly key: string; readonly value: string }
  | { readonly kind: 'absent'; readonly key: string }

/** The key alone, or all keys up to `end`, which is not included. */
export type Keys = { readonly key: string; readonly end?: string }

/** In the order of keys, the first `limit` of them. */
export type Query = Keys & { readonly limit: number }

export type Action =
  | { readonly kind: 'put'; readonly key: string; readonly value: Uint8Array }
  | ({ readonly kind: 'range' } & Query)
  | ({ readonly kind: 'delete' } & Keys)

export type Transaction = {
  readonly conditions: readonly Condition[]
  readonly then: readonly Action[]
  readonly otherwise: readonly Action[]
}

export type Pair = { readonly key: string; readonly value: Uint8Array }

export type Answer = {
  /** Whether `then` was done. */
  readonly isMet: boolean
  /** What the ranges among the actions found, in their order. */
  readonly ranges: readonly (readonly Pair[])[]
}

const VALUE_TARGET = 3
const CREATE_REVISION_TARGET = 1

export function encodeTransaction({ conditions, then, otherwise }: Transaction): Buffer {
  const message = new Fields()
  for (const condition of conditions) message.message(1, conditionFields(condition))
  for (const action of then) message.message(2, actionFields(action))
  for (const action of otherwise) message.message(3, actionFields(action))
  return message.encode()
}

function conditionFields(condition: Condition): Fields {
  switch (condition.kind) {
    case 'value':
      return new Fields().uint(2, VALUE_TARGET).text(3, condition.key).text(7, condition.value)
    case 'absent':
      // The create revision of a key that is not there is 0.
      return new Fields().uint(2, CREATE_REVISION_TARGET).text(3, condition.key)
  }
}

function actionFields(action: Action): Fields {
  switch (action.kind) {
    case 'range':
      return new Fields().message(1, queryFields(action))
    case 'put':
      return new Fields().message(2, new Fields().text(1, action.key).bytes(2, action.value))
    case 'delete':
      return new Fields().message(3, keysFields(action))
  }
}

/** `isSerializable`: what the member that is asked has, which may be old. */
export function encodeQuery(query: Query, isSerializable: boolean): Buffer {
  return queryFields(query).uint(7, Number(isSerializable)).encode()
}

export function encodeDeletion(keys: Keys): Buffer {
  return keysFields(keys).encode()
}

function queryFields(query: Query): Fields {
  return keysFields(query).uint(3, query.limit)
}

function keysFields({ key, end }: Keys): Fields {
  const fields = new Fields().text(1, key)
  return end === undefined ? fields : fields.text(2, end)
}

/** Throws `WireDamaged`. */
export function decodeAnswer(message: Uint8Array): Answer {
  let isMet = false
  const ranges: Pair[][] = []
  for (const { field, uint, bytes } of fieldsOf(message)) {
    if (field === 2) isMet = uint === 1
    if (field !== 3) continue
    for (const response of fieldsOf(bytes)) {
      if (response.field === 1) ranges.push(decodeRange(response.bytes))
    }
  }
  return { isMet, ranges }
}

/** Throws `WireDamaged`. */
export function decodeRange(message: Uint8Array): Pair[] {
  return [...fieldsOf(message)].flatMap(({ field, bytes }) =>
    field === 2 ? [decodePair(bytes)] : [],
  )
}

/** How many changes there were when the member answered: it has all that was acknowledged with that number or a lower one. */
export function decodeRevision(message: Uint8Array): number {
  for (const { field, bytes } of fieldsOf(message)) {
    if (field !== 1) continue
    for (const header of fieldsOf(bytes)) if (header.field === 3) return header.uint
  }
  return 0
}

function decodePair(message: Uint8Array): Pair {
  let key = ''
  let value: Uint8Array = new Uint8Array(0)
  for (const { field, bytes } of fieldsOf(message)) {
    if (field === 1) key = Buffer.from(bytes).toString()
    else if (field === 5) value = bytes
  }
  return { key, value }
}

/** For all changes of a key from now on. */
export function encodeWatch(key: string): Buffer {
  return new Fields().message(1, new Fields().text(1, key)).encode()
}

export type Watched = {
  /** The server ended the watch. */
  readonly isCanceled: boolean
  /** What the key was set to, in the order of the changes. */
  readonly values: readonly Uint8Array[]
}

/** Throws `WireDamaged`. */
export function decodeWatched(message: Uint8Array): Watched {
  let isCanceled = false
  const values: Uint8Array[] = []
  for (const { field, uint, bytes } of fieldsOf(message)) {
    if (field === 4) isCanceled = uint === 1
    if (field !== 11) continue
    for (const event of fieldsOf(bytes)) {
      if (event.field === 2) values.push(decodePair(event.bytes).value)
    }
  }
  return { isCanceled, values }
}

export function encodeLogin(name: string, password: string): Buffer {
  return new Fields().text(1, name).text(2, password).encode()
}

/** The token. Throws `WireDamaged`. */
export function decodeLogin(message: Uint8Array): string {
  for (const { field, bytes } of fieldsOf(message)) {
    if (field === 2) return Buffer.from(bytes).toString()
  }
  return ''
}
