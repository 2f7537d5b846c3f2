/** `bench lines`: the lines of the product, each with its bound. */
import type { Line, Outcome } from './line/line.ts'
import { isPassed } from './line/line.ts'
import { FULL, linesOf, QUICK } from './line/lines.ts'
import { Progress } from './progress.ts'
import { json, row, svg, table } from './report/lines.ts'
import type { Report } from './report/origin.ts'
import { originNow } from './report/origin.ts'

export const LINE_IDS: readonly string[] = linesOf(FULL).map(({ id }) => id)

/** With `isQuick` it passes where the bench works, whatever the bounds say. */
export async function runLines(ids: readonly string[], isQuick: boolean): Promise<Report> {
  const lines = linesOf(isQuick ? QUICK : FULL).filter(({ id }) => ids.includes(id))
  const progress = new Progress(lines.reduce((sum, line) => sum + line.steps, 0))
  const outcomes: Outcome[] = []
  let done = 0
  for (const line of lines) {
    const outcome = { line, measured: await measured(line, progress) }
    outcomes.push(outcome)
    progress.tell(row(outcome, line.title.length))
    done += line.steps
    progress.reach(done)
  }
  progress.end()
  const origin = originNow()
  return {
    failure: isPassed(outcomes, isQuick ? 'works' : 'holds')
      ? undefined
      : 'a bound does not hold, a line failed, or there was nothing to measure',
    table: table(outcomes),
    json: json(outcomes, origin),
    svg: svg(outcomes, origin),
  }
}

async function measured(line: Line, progress: Progress): Promise<Outcome['measured']> {
  try {
    return await line.measure(what => {
      progress.step(`${line.id}: ${what}`)
    })
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
