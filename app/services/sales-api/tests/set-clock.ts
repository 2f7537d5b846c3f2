/** Loaded before a service in a test: its clock is ahead by the milliseconds that are in the file CLOCK_FILE, also when they change. */
import fs from 'node:fs'

const READ_EVERY_MS = 50
const { CLOCK_FILE = '' } = process.env
const now = Date.now.bind(Date)

let aheadMs = 0
const read = (): void => {
  aheadMs = Number(fs.readFileSync(CLOCK_FILE, 'utf8'))
}
read()
setInterval(read, READ_EVERY_MS).unref()
Date.now = () => now() + aheadMs
