/** How many objects of a class a running program of Node still holds, asked over its inspector. Only for tests. */
import { until } from './program.ts'

/** The environment of a program that can be asked. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }

type Result = { readonly result: { readonly objectId: string; readonly value?: unknown } }
type Objects = { readonly objects: { readonly objectId: string } }
type Reply = { readonly id: number; readonly result: Partial<Result & Objects> }

/** `output` is what the program has printed, `prototype` an expression in it. What nothing refers to is collected first. */
export async function reachable(output: string, prototype: string): Promise<number> {
  const [url = ''] = /ws:\S+/.exec(output) ?? []
  const socket = new WebSocket(url)
  const replies = new Map<number, Reply['result']>()
  let failure: string | undefined
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as Reply
    replies.set(id, result)
  })
  socket.addEventListener('error', () => {
    failure = `${url} cannot be asked`
  })
  const ask = async (id: number, method: string, params: object): Promise<Reply['result']> => {
    socket.send(JSON.stringify({ id, method, params }))
    return await until(
      () => replies.get(id),
      () => failure ?? `${method} is not answered`,
    )
  }
  await new Promise(resolve => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', resolve)
  })
  try {
    const { result } = await ask(1, 'Runtime.evaluate', { expression: prototype })
    const { objects } = await ask(2, 'Runtime.queryObjects', {
      prototypeObjectId: result?.objectId,
    })
    const counted = await ask(3, 'Runtime.callFunctionOn', {
      objectId: objects?.objectId,
      functionDeclaration: 'function () { return this.length }',
      returnByValue: true,
    })
    return Number(counted.result?.value)
  } finally {
    socket.close()
  }
}
