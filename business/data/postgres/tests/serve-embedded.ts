/** For embedded.test.ts: serves argv's directory until it is killed, and prints where, and the process id of the server. */
import { systemHost } from '#foundation/host/system'
import { EmbeddedPostgres } from '../embedded.ts'

const [, , directory = ''] = process.argv
const lost = (error: Error): void => {
  throw error
}
const embedded = await EmbeddedPostgres.start(directory, 'shop', systemHost().clock, lost)
console.log(JSON.stringify({ msg: 'serving', url: embedded.url, pid: embedded.pid }))
setInterval(() => undefined, 60_000)
