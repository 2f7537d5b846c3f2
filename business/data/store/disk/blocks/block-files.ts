/**
 * The files that hold blocks of changes: blocks one after the other, nothing else. Which of their bytes count is known to
 * LMDB only: bytes behind the last block that a committed flush wrote are leftovers of one that was cut short.
 */
import { join } from 'node:path'
import type { Disk, File } from '#foundation/host/host'

/** A file is closed at this size, which bounds what rewriting one costs. */
export const FILE_BYTES = 32 * 1024 * 1024

export function blockFileName(number: number): string {
  return `${String(number).padStart(9, '0')}.changes`
}

/** Open files by number; each is opened at its first use. */
export class BlockFiles {
  readonly #disk: Disk
  readonly #directory: string
  readonly #mode: 'read' | 'write'
  readonly #open = new Map<number, File>()

  constructor(disk: Disk, directory: string, mode: 'read' | 'write') {
    this.#disk = disk
    this.#directory = directory
    this.#mode = mode
  }

  /** Makes an empty file, replacing any leftover of its name; its entry is durable when this returns. */
  create(number: number): void {
    const path = this.#path(number)
    this.#disk.remove(path)
    this.#open.set(number, this.#disk.open(path, 'create'))
    this.#disk.syncDirectory(this.#directory)
  }

  file(number: number): File {
    const known = this.#open.get(number)
    if (known) return known
    const file = this.#disk.open(this.#path(number), this.#mode)
    this.#open.set(number, file)
    return file
  }

  /** Free bytes on the file system of the files. */
  freeBytes(): number {
    return this.#disk.freeBytes(this.#directory)
  }

  /** Numbers of the files that exist. */
  numbers(): number[] {
    return this.#disk
      .list(this.#directory)
      .map(name => /^(\d{9})\.changes$/.exec(name)?.[1])
      .filter(digits => digits !== undefined)
      .map(Number)
  }

  forget(number: number): void {
    this.#open.get(number)?.close()
    this.#open.delete(number)
  }

  remove(number: number): void {
    this.forget(number)
    this.#disk.remove(this.#path(number))
  }

  close(): void {
    for (const number of [...this.#open.keys()]) this.forget(number)
  }

  #path(number: number): string {
    return join(this.#directory, blockFileName(number))
  }
}
