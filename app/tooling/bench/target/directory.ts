/** Where a measured process has its data. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'

/** Removed with everything in it when disposed. */
export class Directory implements Disposable {
  readonly path = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}
