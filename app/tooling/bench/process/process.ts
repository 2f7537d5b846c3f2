/** Measurements that need a process of their own: it is sent an order, answers with a number, and ends. */
import type { Serializable } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Rejects when the process, a program beside this file, ends without an answer. */
export async function numberFrom(program: string, order: Serializable): Promise<number> {
  const child = fork(new URL(program, import.meta.url))
  const answer: Promise<unknown[]> = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${program} ended without a result`)
    }),
  ])
  child.send(order)
  const [found] = (await answer) as [number]
  return found
}

/** In such a process: sends what was measured to the parent, and lets the process end. */
export async function answer(measured: Promise<number>): Promise<void> {
  process.send?.(await measured)
  process.disconnect()
}
