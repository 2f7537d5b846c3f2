/** For disk/exit-gate.test.ts: fails, as a program may at any time, while a flush of many rows is under way in argv's directory. */
import { systemHost } from '#foundation/host/system'
import { DiskBase } from '../disk-base.ts'
import { Memtable } from '../memory/memtable.ts'

const ROWS = 60_000
/** Into the middle of LMDB's transaction: the flush takes several times this. */
const FAIL_AFTER_MS = 30

const [, , directory = ''] = process.argv
const base = await DiskBase.open(systemHost().disk, directory)
const memtable = new Memtable(64 * 1024 * 1024, 1)
const key = new Uint8Array(8)
const view = new DataView(key.buffer)
for (let index = 0; index < ROWS; index++) {
  view.setUint32(0, Math.imul(index, 0x9e3779b1))
  const hash = memtable.hash(1, key, 0, key.length)
  memtable.put(hash, 1, key, 0, key.length, 8, false)
}
void base.flush(memtable.sealed(), { ...base.state, position: 1 })
setTimeout(() => {
  throw new Error('the end')
}, FAIL_AFTER_MS)
