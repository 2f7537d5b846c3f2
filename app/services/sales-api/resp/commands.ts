/** The table of commands: it drives dispatch, arity, COMMAND, metrics and docs/protocol/resp.md. */
import { CommandIndex } from './command/command-index.ts'
import { clientCommand } from './commands/connection/client.ts'
import { commandCommand } from './commands/server/command.ts'
import { configCommand } from './commands/server/config.ts'
import { connectionCommands } from './commands/connection/connection.ts'
import { removeCommands } from './commands/streams/changes/removals.ts'
import { xaddCommand } from './commands/streams/changes/xadd.ts'
import { xcfgsetCommand } from './commands/streams/changes/xcfgset.ts'
import { xsetidCommand } from './commands/streams/changes/xsetid.ts'
import { readCommands } from './commands/streams/reads.ts'
import { pendingCommands } from './commands/streams/groups/pending.ts'
import { xgroupCommand } from './commands/streams/groups/xgroup.ts'
import { readGroupCommands } from './commands/streams/groups/xreadgroup.ts'
import { xinfoCommand } from './commands/streams/xinfo.ts'
import { xreadCommand } from './commands/streams/xread.ts'
import { expiryCommands } from './commands/keys/expiry.ts'
import { keyCommands } from './commands/keys/keys.ts'
import { scanCommands } from './commands/keys/scan.ts'
import { pubSubCommands } from './commands/pubsub/pubsub.ts'
import { debugCommand } from './commands/server/debug.ts'
import { slowCommands } from './commands/server/slowlog.ts'
import { insideCommands } from './commands/keys/inside.ts'
import { serverCommands } from './commands/server/server.ts'
import { numberCommands } from './commands/strings/numbers.ts'
import { setCommands } from './commands/strings/set.ts'
import { severalCommands } from './commands/strings/several.ts'
import { valueCommands } from './commands/strings/strings.ts'
import { transactionCommands } from './commands/transactions/multi.ts'

/** With totals of its own. */
export function createCommands(): CommandIndex {
  const index: CommandIndex = new CommandIndex([
    ...connectionCommands,
    clientCommand,
    commandCommand(() => index),
    configCommand,
    ...serverCommands(() => index),
    ...slowCommands,
    ...insideCommands,
    debugCommand,
    ...transactionCommands(() => index),
    ...pubSubCommands,
    ...keyCommands,
    xaddCommand,
    ...removeCommands,
    xsetidCommand,
    xcfgsetCommand,
    ...readCommands,
    xinfoCommand,
    xreadCommand,
    xgroupCommand,
    ...readGroupCommands,
    ...pendingCommands,
    ...expiryCommands,
    ...scanCommands(),
    ...valueCommands,
    ...setCommands,
    ...severalCommands,
    ...numberCommands,
  ])
  return index
}
