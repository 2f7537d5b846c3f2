/**
 * Which voters of its log a node knew last, and where: in the file `voters.json` of the data directory, so that the next process can
 * ask them before it has read the log.
 */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { DiskFailed, DiskFull, replaceFile } from '#foundation/host/host'
import type { Place } from './readers.ts'
import { placesSchema } from './readers.ts'

const FILE = 'voters.json'
const BYTES_MAX = 1024 * 1024

export class KnownVoters {
  readonly #disk: Disk
  readonly #directory: string
  #all: readonly Place[] | undefined

  constructor(disk: Disk, directory: string) {
    this.#disk = disk
    this.#directory = directory
  }

  /** None if the file is not there, or damaged. */
  get all(): readonly Place[] {
    this.#all ??= this.#read()
    return this.#all
  }

  /** Those that are known now: the file is replaced if others were. A disk that refuses keeps what it has. */
  note(voters: readonly Place[]): void {
    const text = JSON.stringify(voters)
    if (voters.length === 0 || text === JSON.stringify(this.all)) return
    try {
      replaceFile(this.#disk, join(this.#directory, FILE), Buffer.from(text))
      this.#all = voters
    } catch (error) {
      // What a node needs of its disk, its store finds out.
      if (!(error instanceof DiskFull) && !(error instanceof DiskFailed)) throw error
    }
  }

  #read(): readonly Place[] {
    if (!this.#disk.list(this.#directory).includes(FILE)) return []
    const file = this.#disk.open(join(this.#directory, FILE), 'read')
    const bytes = Buffer.alloc(BYTES_MAX)
    const length = file.read(bytes, 0)
    file.close()
    try {
      return placesSchema.parse(JSON.parse(bytes.toString('utf8', 0, length)))
    } catch {
      return []
    }
  }
}
