/**
 * Kills sales-api at random moments, again and again, under load, and looks whether anything acknowledged was lost or
 * anything unacknowledged is there by half. Exit code 0 if not, 1 if so; see --help.
 */
import { Command } from 'commander'
import { SingleBar } from 'cli-progress'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { seeded } from '#foundation/host/simulated'
import { Chaos } from './chaos.ts'

const options = new Command('chaos')
  .description('Kills the real service under load and checks every acknowledged write.')
  .option('--rounds <n>', 'kills', '50')
  .option('--clients <n>', 'clients writing at the same time', '32')
  .option('--seed <n>', 'repeats the moments of another run', String(Date.now() % 1_000_000))
  .parse()
  .opts<{ rounds: string; clients: string; seed: string }>()

const directory = fs.mkdtempSync(join(os.tmpdir(), 'chaos-'))
const chaos = new Chaos(directory, Number(options.clients), seeded(Number(options.seed)))
const bar = new SingleBar({
  format: '{bar} {value}/{total} kills | {writes} writes acknowledged | {eta_formatted} left',
  noTTYOutput: true,
})
console.log(`seed ${options.seed}, data in ${directory}`)
bar.start(Number(options.rounds), 0, { writes: 0 })
const complaints: string[] = []
for (let round = 1; round <= Number(options.rounds) && complaints.length === 0; round++) {
  complaints.push(...(await chaos.round()))
  bar.update(round, { writes: chaos.writes })
}
bar.stop()
await chaos.end()
if (complaints.length > 0) {
  console.error(complaints.slice(0, 20).join('\n'))
  console.error(`${String(complaints.length)} complaints; the data is in ${directory}`)
  console.error(
    `reproduce: make chaos SEED=${options.seed} ROUNDS=${options.rounds} CLIENTS=${options.clients}`,
  )
  process.exitCode = 1
} else {
  fs.rmSync(directory, { recursive: true })
  console.log(`${String(chaos.writes)} acknowledged writes survived ${options.rounds} kills`)
}
