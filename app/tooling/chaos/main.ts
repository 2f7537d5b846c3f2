/**
 * Kills sales-api at random moments, again and again, under load, and looks whether anything acknowledged was lost or
 * anything unacknowledged is there by half. Exit codes: 0 if not; 1 if so, or if there was nothing to lose; 2 for arguments
 * that are wrong; see --help.
 */
import { Command } from 'commander'
import { SingleBar } from 'cli-progress'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { refuseFlagsAsValues, wholeNumber } from '#foundation/conf/flag-values'
import { seeded } from '#foundation/host/simulated'
import { Chaos } from './chaos.ts'

const ROUNDS_MAX = 100_000
const CLIENTS_MAX = 1000
const NODES_MAX = 9
const SEEDS = 1_000_000

const command = new Command('chaos')
  .description('Kills the real service under load and checks every acknowledged write.')
  .option('--rounds <n>', 'kills', wholeNumber(1, ROUNDS_MAX), 50)
  .option('--nodes <n>', 'nodes; several share an etcd', wholeNumber(1, NODES_MAX), 1)
  .option('--clients <n>', 'clients writing at the same time', wholeNumber(1, CLIENTS_MAX), 32)
  .option('--seed <n>', 'repeats the moments of another run', wholeNumber(0), Date.now() % SEEDS)
  .addHelpText(
    'after',
    '\nExit codes: 0 if nothing was lost, 1 if something was or nothing was written.',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
refuseFlagsAsValues(command)
const { rounds, nodes, clients, seed } = command
  .parse()
  .opts<{ rounds: number; nodes: number; clients: number; seed: number }>()

if (clients < nodes) {
  command.error(`error: --clients=${String(clients)}: each of ${String(nodes)} nodes needs one`)
}
const directory = fs.mkdtempSync(join(os.tmpdir(), 'chaos-'))
const chaos = new Chaos(directory, nodes, clients, seeded(seed))
const bar = new SingleBar({
  format:
    '{bar} {value}/{total} kills | {writes} writes, {appended} entries acknowledged | {eta_formatted} left',
  noTTYOutput: true,
})
console.log(`seed ${String(seed)}, data in ${directory}`)
bar.start(rounds, 0, chaos.counts)
const complaints: string[] = []
for (let round = 1; round <= rounds && complaints.length === 0; round++) {
  complaints.push(...(await chaos.round()))
  bar.update(round, chaos.counts)
}
bar.stop()
await chaos.end()
if (complaints.length > 0) {
  console.error(complaints.slice(0, 20).join('\n'))
  console.error(`${String(complaints.length)} complaints; the data is in ${directory}`)
  console.error(
    `reproduce: make chaos SEED=${String(seed)} ROUNDS=${String(rounds)} NODES=${String(nodes)} CLIENTS=${String(clients)}`,
  )
  process.exitCode = 1
} else {
  fs.rmSync(directory, { recursive: true })
  const { writes, appended, acknowledged } = chaos.counts
  console.log(
    `${String(writes)} acknowledged writes survived ${String(rounds)} kills, and ${String(appended)} entries of streams, ` +
      `of which consumers acknowledged ${String(acknowledged)}`,
  )
}
