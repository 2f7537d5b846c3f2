/** A server that is measured: one that is started for it, or one that runs already. */
import type { Address } from '../load/exchange.ts'
import type { Api } from '../workload/workload.ts'

/** Answers until it is disposed. */
export type Running = AsyncDisposable & {
  readonly addresses: Readonly<Partial<Record<Api, Address>>>
  /** Told when a load on it begins, and when it is over: in between others are measured. */
  readonly driven?: (isDriven: boolean) => void
}

export type Target = {
  readonly name: string
  readonly apis: readonly Api[]
  /** Why it cannot be had, where that is so. */
  readonly lack?: () => string | undefined
  /** With its data in the directory. */
  readonly start: (directory: string) => Promise<Running>
}

/** One that runs at `host:port` or `api://host:port`; undefined if the text is neither. It speaks what it is asked for. */
export function givenTarget(text: string, apis: readonly Api[]): Target | undefined {
  const [, scheme, host = '', port = ''] =
    /^(?:(http|etcd|resp):\/\/)?\[?([^\s/@[\]]+)\]?:(\d{1,5})$/.exec(text) ?? []
  if (host === '' || Number(port) > 65_535) return undefined
  const spoken = apis.filter(api => scheme === undefined || api === scheme)
  const address = { host, port: Number(port) }
  return {
    name: text,
    apis: spoken,
    start: () =>
      Promise.resolve({
        addresses: Object.fromEntries(spoken.map(api => [api, address])),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  }
}
