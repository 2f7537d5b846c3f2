/** A whole node on a simulated machine, for tests: log, store, replica and keys, without a disk or a socket. */
import { SimulatedHost } from '#foundation/host/simulated'
import { WalLog } from '#business/data/log/wal-log'
import { Replica } from '#business/data/replica/replica'
import { SpaceGuard } from '#business/data/replica/space-guard'
import { MemoryBase } from '#business/data/store/memory-base'
import { Store } from '#business/data/store/store'
import { KvApplier } from './apply.ts'
import { Kv } from './kv.ts'

export class KvNode {
  readonly host: SimulatedHost
  readonly base: MemoryBase
  readonly store: Store
  readonly replica: Replica
  readonly kv: Kv

  /** On the host and base of another node: what starts after that one crashed. */
  static async start(host = new SimulatedHost(1), base = new MemoryBase()): Promise<KvNode> {
    const { clock, random, disk } = host
    const fail = (error: Error): never => {
      throw error
    }
    const log = await WalLog.open(host, '/data/log', { segmentBytes: 512 * 1024 })
    const store = new Store(base, clock, random, {
      memoryBytes: 2 * 1024 * 1024,
      onFolded: ({ position }) => {
        log.trim(position)
      },
      onDamaged: fail,
      onFailed: fail,
    })
    const applier = new KvApplier(store)
    const space = { directory: '/data', reserveBytes: 0, logRoomBytesMin: 16 * 1024 }
    const guard = new SpaceGuard(clock, disk, log, store, space)
    const answers = { keepMs: 60_000, countMax: 100, bytesMax: 100_000 }
    const options = { answers, onFailed: fail }
    const ignore = (): void => undefined
    const replica = await Replica.start(log, store, clock, guard, [applier], options, ignore)
    const kv = new Kv(replica, store, applier, clock, random)
    return new KvNode(host, base, store, replica, kv)
  }

  private constructor(
    host: SimulatedHost,
    base: MemoryBase,
    store: Store,
    replica: Replica,
    kv: Kv,
  ) {
    this.host = host
    this.base = base
    this.store = store
    this.replica = replica
    this.kv = kv
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(): Promise<KvNode> {
    this.host.disk.crash()
    this.host.disk.restart()
    return await KvNode.start(this.host, this.base)
  }
}
