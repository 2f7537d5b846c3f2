/**
 * A machine that a test owns: time moves when told, chance follows a seed, and the disk forgets what was not synced.
 *
 * The disk's model of a crash, harsher than most file systems: of every file, any subset of the 512-byte sectors written
 * since its last sync survives; of every directory, any prefix of the entries made, renamed or removed since its last sync
 * survives. A file that was written but whose directory entry was not synced may be gone.
 */
import { dirname } from 'node:path'
import type { Clock, Disk, File, Host, OpenMode, Random, Timer, Turns } from './host.ts'
import { EventLoopTurns } from './turns.ts'
import { DiskFailed, DiskFull } from './host.ts'

export const SECTOR_BYTES = 512

/** What a disk is asked to do, numbered from 1, just before it happens. Reads are not numbered. */
export type Operation = {
  readonly number: number
  readonly kind:
    'write' | 'sync' | 'rename' | 'link' | 'remove' | 'create' | 'syncDirectory' | 'allocate'
  readonly path: string
}

/** `crash` stops the machine in the middle of the operation; the others make only this operation fail. */
export type Fault = 'crash' | 'EIO' | 'ENOSPC' | 'short write'

/** The simulated machine lost power: nothing works until `restart`. */
export class Crashed extends Error {
  override readonly name = 'Crashed'
}

export class SimulatedHost implements Host {
  readonly clock = new SimulatedClock()
  readonly random: Random
  readonly disk: SimulatedDisk
  /** In order. Nothing of a simulated machine waits for the real one, so the order of everything is the same each time. */
  readonly turns: Turns = new EventLoopTurns()

  constructor(seed: number) {
    const chance = seeded(seed)
    this.random = { bytes: length => Uint8Array.from({ length }, () => chance() * 256) }
    this.disk = new SimulatedDisk(chance)
  }
}

/** Numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

class SimulatedClock implements Clock {
  #now = Date.UTC(2026, 0, 1)
  readonly #start = this.#now
  /** What `now` is ahead of the time that passed. */
  #jumpedMs = 0
  /** In the order in which they fire. */
  readonly #timers: { readonly at: number; readonly callback: () => void }[] = []

  now(): number {
    return this.#now + this.#jumpedMs
  }

  monotonic(): number {
    return this.#now - this.#start
  }

  after(ms: number, callback: () => void): Timer {
    const timer = { at: this.#now + ms, callback }
    // Most are the last.
    let place = this.#timers.length
    while (place > 0 && (this.#timers[place - 1]?.at ?? 0) > timer.at) place--
    this.#timers.splice(place, 0, timer)
    return {
      cancel: () => {
        const at = this.#timers.indexOf(timer)
        if (at >= 0) this.#timers.splice(at, 1)
      },
    }
  }

  /** Somebody sets the clock, to an earlier time if `ms` is negative. No time passes. */
  jump(ms: number): void {
    this.#jumpedMs += ms
  }

  /** Moves time on and fires, in order, the timers that became due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [due] = this.#timers
      if (!due || due.at > end) break
      this.#timers.shift()
      this.#now = Math.max(this.#now, due.at)
      due.callback()
    }
    this.#now = end
  }
}

type Inode = { current: Uint8Array; durable: Uint8Array; dirty: Set<number> }
type Entries = Map<string, Inode>

export class SimulatedDisk implements Disk {
  /** Asked before every numbered operation; the default is a healthy disk. */
  fault: (operation: Operation) => Fault | undefined = () => undefined
  /** What a durable write waits for between being written and being synced; the default is a quick disk. */
  latency: () => Promise<void> = () => Promise.resolve()
  /** Bytes the disk holds in all. */
  capacityBytes = Number.POSITIVE_INFINITY

  readonly #chance: () => number
  #operations = 0
  #restarts = 0
  #crashed = false
  #entries: Entries = new Map()
  /** Per directory, the entry changes since its last sync, oldest first. */
  #unsynced = new Map<string, ((entries: Entries) => void)[]>()
  #durable: Entries = new Map()

  constructor(chance: () => number) {
    this.#chance = chance
  }

  get operations(): number {
    return this.#operations
  }

  get restarts(): number {
    return this.#restarts
  }

  /** Power lost between two operations. */
  crash(): void {
    this.#crashed = true
  }

  /** What the machine finds after the power came back. Files opened before stay unusable. */
  restart(): void {
    for (const [directory, changes] of this.#unsynced) {
      const survive = Math.floor(this.#chance() * (changes.length + 1))
      for (const change of changes.slice(0, survive)) change(this.#durable)
      this.#unsynced.delete(directory)
    }
    this.#entries = new Map()
    const seen = new Map<Inode, Inode>()
    for (const [path, inode] of this.#durable) {
      const survivor = seen.get(inode) ?? this.#survivor(inode)
      seen.set(inode, survivor)
      this.#entries.set(path, survivor)
    }
    this.#durable = new Map(this.#entries)
    this.#restarts++
    this.#crashed = false
    this.fault = () => undefined
    this.latency = () => Promise.resolve()
  }

  /** Changes bytes behind everyone's back: `change` gets the file as the disk holds it. */
  damage(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const inode = this.#inode(path)
    inode.current = change(inode.current)
    inode.durable = inode.current.slice()
    inode.dirty.clear()
  }

  content(path: string): Uint8Array {
    return this.#inode(path).current.slice()
  }

  open(path: string, mode: OpenMode): File {
    this.#alive()
    if (mode === 'create') {
      if (this.#entries.has(path)) throw new DiskFailed('open', path, 'EEXIST')
      this.#create(path, new Uint8Array())
    }
    return new SimulatedFile(this, path, mode, this.#inode(path))
  }

  list(directory: string): string[] {
    this.#alive()
    const prefix = `${directory}/`
    return [...this.#entries.keys()]
      .filter(path => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map(path => path.slice(prefix.length))
      .sort()
  }

  makeDirectory(): void {
    this.#alive()
  }

  rename(from: string, to: string): void {
    this.numbered('rename', from)
    const inode = this.#inode(from)
    this.#change(from, entries => {
      entries.delete(from)
      entries.set(to, inode)
    })
  }

  link(from: string, to: string): void {
    this.numbered('link', from)
    const inode = this.#inode(from)
    if (this.#entries.has(to)) throw new DiskFailed('link', from, 'EEXIST')
    this.#change(to, entries => {
      entries.set(to, inode)
    })
  }

  remove(path: string): void {
    this.numbered('remove', path)
    this.#change(path, entries => {
      entries.delete(path)
    })
  }

  syncDirectory(directory: string): void {
    this.numbered('syncDirectory', directory)
    for (const change of this.#unsynced.get(directory) ?? []) change(this.#durable)
    this.#unsynced.delete(directory)
  }

  async allocate(path: string, bytes: number): Promise<void> {
    await Promise.resolve()
    this.numbered('allocate', path)
    if (this.#entries.has(path)) throw new DiskFailed('allocate', path, 'EEXIST')
    if (this.freeBytes() < bytes) throw new DiskFull(path)
    this.#create(path, new Uint8Array(bytes))
  }

  freeBytes(): number {
    let used = 0
    for (const inode of new Set(this.#entries.values())) used += inode.current.length
    return Math.max(0, this.capacityBytes - used)
  }

  /** Counts an operation and lets the fault of the day happen. Returns true for a write to be cut short. */
  numbered(kind: Operation['kind'], path: string): boolean {
    this.#alive()
    this.#operations++
    const fault = this.fault({ number: this.#operations, kind, path })
    switch (fault) {
      case undefined:
        return false
      case 'short write':
        return kind === 'write'
      case 'ENOSPC':
        throw new DiskFull(path)
      case 'EIO':
        throw new DiskFailed(kind, path, 'EIO')
      case 'crash':
        this.#crashed = true
        // The operation itself may have taken place, in part: `write` marks its sectors before asking.
        throw new Crashed(`power lost in operation ${String(this.#operations)}: ${kind} ${path}`)
    }
  }

  chance(): number {
    return this.#chance()
  }

  /** Throws while the machine is down, and for what was opened before an earlier number of restarts. */
  usable(restarts: number): void {
    this.#alive()
    if (restarts !== this.#restarts) throw new Crashed('this file was opened before the crash')
  }

  #alive(): void {
    if (this.#crashed) throw new Crashed('the machine is down')
  }

  #inode(path: string): Inode {
    const inode = this.#entries.get(path)
    if (!inode) throw new DiskFailed('open', path, 'ENOENT')
    return inode
  }

  #create(path: string, current: Uint8Array): void {
    this.numbered('create', path)
    const inode: Inode = { current, durable: current.slice(), dirty: new Set() }
    this.#change(path, entries => {
      entries.set(path, inode)
    })
  }

  #change(path: string, change: (entries: Entries) => void): void {
    change(this.#entries)
    const directory = dirname(path)
    const changes = this.#unsynced.get(directory) ?? []
    changes.push(change)
    this.#unsynced.set(directory, changes)
  }

  #survivor(inode: Inode): Inode {
    const grown = inode.current.length > inode.durable.length && this.#chance() < 0.5
    const bytes = new Uint8Array(grown ? inode.current.length : inode.durable.length)
    bytes.set(inode.durable.subarray(0, bytes.length))
    for (const sector of inode.dirty) {
      if (this.#chance() < 0.5) continue
      const start = sector * SECTOR_BYTES
      const end = Math.min(start + SECTOR_BYTES, bytes.length)
      if (start < end) bytes.set(inode.current.subarray(start, end), start)
    }
    return { current: bytes, durable: bytes.slice(), dirty: new Set() }
  }
}

class SimulatedFile implements File {
  readonly #disk: SimulatedDisk
  readonly #path: string
  readonly #mode: OpenMode
  readonly #inode: Inode
  readonly #restarts: number

  constructor(disk: SimulatedDisk, path: string, mode: OpenMode, inode: Inode) {
    this.#disk = disk
    this.#path = path
    this.#mode = mode
    this.#inode = inode
    this.#restarts = disk.restarts
  }

  size(): number {
    this.#disk.usable(this.#restarts)
    return this.#inode.current.length
  }

  read(into: Uint8Array, position: number): number {
    this.#disk.usable(this.#restarts)
    const found = this.#inode.current.subarray(position, position + into.length)
    into.set(found)
    return found.length
  }

  write(bytes: Uint8Array, position: number): void {
    this.#disk.usable(this.#restarts)
    if (this.#mode === 'read') throw new DiskFailed('write', this.#path, 'EBADF')
    const growth = position + bytes.length - this.#inode.current.length
    if (growth > this.#disk.freeBytes()) throw new DiskFull(this.#path)
    try {
      const short = this.#disk.numbered('write', this.#path)
      if (!short) {
        this.#store(bytes, position)
        return
      }
    } catch (error) {
      if (error instanceof Crashed) this.#store(bytes, position)
      throw error
    }
    this.#store(bytes.subarray(0, Math.floor(bytes.length * this.#disk.chance())), position)
    throw new DiskFailed('write', this.#path, 'short write')
  }

  sync(): void {
    this.#disk.usable(this.#restarts)
    this.#disk.numbered('sync', this.#path)
    const { current, dirty } = this.#inode
    if (this.#inode.durable.length === current.length) {
      for (const sector of dirty) {
        const start = sector * SECTOR_BYTES
        this.#inode.durable.set(current.subarray(start, start + SECTOR_BYTES), start)
      }
    } else {
      this.#inode.durable = current.slice()
    }
    dirty.clear()
  }

  async writeDurably(bytes: Uint8Array, position: number): Promise<void> {
    this.write(bytes, position)
    await this.#disk.latency()
    this.sync()
  }

  close(): void {
    // Nothing is held open.
  }

  #store(bytes: Uint8Array, position: number): void {
    const inode = this.#inode
    const end = position + bytes.length
    if (end > inode.current.length) {
      const grown = new Uint8Array(end)
      grown.set(inode.current)
      inode.current = grown
    }
    inode.current.set(bytes, position)
    for (let sector = Math.floor(position / SECTOR_BYTES); sector * SECTOR_BYTES < end; sector++) {
      inode.dirty.add(sector)
    }
  }
}
