/** For disk/stale-reader.test.ts: reads the store in argv's directory, says so, and never ends. */
import { systemHost } from '#foundation/host/system'
import { Snapshot } from '../disk/snapshot.ts'

const [, , directory = ''] = process.argv
const snapshot = await Snapshot.open(systemHost().disk, directory)
console.log(JSON.stringify({ msg: 'reading', position: snapshot.state.position }))
setInterval(() => undefined, 1000)
