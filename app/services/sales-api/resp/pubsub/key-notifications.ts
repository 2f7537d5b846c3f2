/** Events of keys as messages: which ones, as `notify-keyspace-events` of Redis says. */
import type { KeyEvent } from '#business/data/key-events/key-events'
import type { Kv } from '#business/core/kv/kv'
import type { PubSub } from './pub-sub.ts'

/** Of events in general, of values, of streams, and of expiry. Events of the other letters of Redis do not happen here. */
type EventClass = 'g' | '$' | 't' | 'x'

const CLASSES: Readonly<Record<KeyEvent, EventClass>> = {
  set: '$',
  append: '$',
  setrange: '$',
  incrby: '$',
  incrbyfloat: '$',
  del: 'g',
  expire: 'g',
  persist: 'g',
  rename_from: 'g',
  rename_to: 'g',
  copy_to: 'g',
  expired: 'x',
  xadd: 't',
  xtrim: 't',
  xdel: 't',
  xsetid: 't',
  'xgroup-create': 't',
  'xgroup-setid': 't',
  'xgroup-destroy': 't',
  'xgroup-createconsumer': 't',
  'xgroup-delconsumer': 't',
}

/** What `A` stands for, and the rest, in the order in which Redis tells them. */
const ALL_CLASSES = 'g$lshzxetd'
const LETTERS = `${ALL_CLASSES}KE`

/** All that can be chosen, as Redis tells them to those who chose another. */
export const NOTIFICATION_LETTERS = `A${LETTERS}`

const KEYSPACE = '__keyspace@0__:'
const KEYEVENT = '__keyevent@0__:'

/** As Redis tells the letters again; undefined if one of them has no meaning here. */
export function parseNotifications(text: string): string | undefined {
  const letters = new Set(text.replaceAll('A', ALL_CLASSES))
  const known = Array.from(LETTERS).filter(letter => letters.has(letter))
  if (known.length < letters.size) return undefined
  return known.join('').replace(ALL_CLASSES, 'A')
}

export class KeyNotifications {
  readonly #pubSub: PubSub
  #letters = ''
  #kv: Kv | undefined

  constructor(pubSub: PubSub) {
    this.#pubSub = pubSub
  }

  get letters(): string {
    return this.#letters
  }

  /** `letters` as `parseNotifications` returns them. */
  choose(letters: string): void {
    this.#letters = letters
    this.#listen()
  }

  open(kv: Kv): void {
    this.#kv = kv
    this.#listen()
  }

  /** While no class of events is enabled, the node notes no events. */
  #listen(): void {
    const letters = new Set(this.#letters.replace('A', ALL_CLASSES))
    const isOn = letters.has('K') || letters.has('E')
    const listener = (event: KeyEvent, key: Uint8Array): void => {
      if (!letters.has(CLASSES[event]) || this.#isUnheard) return
      const pubSub = this.#pubSub
      const name = Buffer.from(event)
      if (letters.has('K')) pubSub.publish(Buffer.concat([Buffer.from(KEYSPACE), key]), name)
      if (letters.has('E')) pubSub.publish(Buffer.from(KEYEVENT + event), key)
    }
    this.#kv?.listen(isOn ? listener : undefined)
  }

  get #isUnheard(): boolean {
    return this.#pubSub.channels === 0 && this.#pubSub.patterns === 0
  }
}
