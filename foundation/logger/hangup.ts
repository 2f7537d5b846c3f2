/** SIGHUP asks a program to open its log file again, after logrotate has renamed it. Without a handler it ends the program. */
import type { Logger, Logging } from './logger.ts'

export function reopenOnHangup(logging: Logging, log: Logger): void {
  process.on('SIGHUP', () => {
    try {
      const isReopened = logging.reopen()
      log.info(
        {},
        isReopened ? 'the log file was reopened' : 'SIGHUP ignored: there is no log file',
      )
    } catch (error) {
      log.error({ error }, 'the log file cannot be reopened: the service goes on with the old one')
    }
  })
}
