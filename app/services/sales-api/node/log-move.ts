/** Seals the log for who asks on the debug port, if the log that goes on can be begun. */
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Handlers } from '#foundation/web/app'
import type { Node } from '#business/data/node/node'
import type { nodesContract } from '#business/web/debug/nodes-contract'
import type { RunOptions } from '../run.ts'

export function moveHandler(
  options: RunOptions,
  /** Undefined as long as there is none. */
  nodeOf: () => Node | undefined,
): Handlers<typeof nodesContract>['moveLog'] {
  return async ({ body: { to } }) => {
    const node = nodeOf()
    if (!node) {
      const detail = 'The service is starting or stopping: try again when it is ready'
      return { status: 503, problem: { code: 'NOT_READY', detail } }
    }
    try {
      if (to === options.config.log.kind) throw new SettingUnusable('log.kind', `it is ${to}`)
      const log = to === 'etcd' ? await idForSharedLog(options) : ''
      const { position, node: name } = await node.seal({ to, log })
      return { status: 200, data: { to, position, node: name } }
    } catch (error) {
      if (!(error instanceof SettingUnusable)) throw error
      return { status: 409, problem: { code: error.code, detail: error.message } }
    }
  }
}

/** The client of etcd takes a while to load. */
async function idForSharedLog(options: RunOptions): Promise<string> {
  const shared = await import('./shared-log.ts')
  return await shared.idForSharedLog(options)
}
