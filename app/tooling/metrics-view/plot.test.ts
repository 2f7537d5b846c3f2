import { describe, expect, it } from 'vitest'
import { maxOf, plot } from './plot.ts'

describe('a plot of one line', () => {
  it('has a step for every eighth of the top', () => {
    expect(plot([1, 2, 3, 4, 5, 6, 7, 8], 8, 1, 8)).toEqual(['▁▂▃▄▅▆▇█'])
  })

  it('shows the newest points at the right end, and nothing where there were none yet', () => {
    expect(plot([8, 4], 5, 1, 8)).toEqual(['   █▄'])
    expect(plot([1, 1, 1, 8, 4], 2, 1, 8)).toEqual(['█▄'])
    expect(plot([], 3, 1, 8)).toEqual(['   '])
  })

  it('tells zero from a point that is missing', () => {
    expect(plot([0, undefined, 0, 8], 4, 1, 8)).toEqual(['_ _█'])
  })

  it('shows a value that is not zero, however small, and cuts what is above the top', () => {
    expect(plot([1e-9, 8, 80], 3, 1, 8)).toEqual(['▁██'])
  })

  it('is empty and does not fail when the top is zero or values are below it', () => {
    expect(plot([0, -1, Number.NaN], 3, 1, 0)).toEqual(['___'])
  })
})

describe('a plot of several lines', () => {
  it('fills them from the bottom', () => {
    expect(plot([8, 12, 16, 24, 4], 5, 3, 24)).toEqual(['   █ ', ' ▄██ ', '████▄'])
  })

  it('has zeros and gaps at the bottom only', () => {
    expect(plot([0, undefined], 2, 2, 8)).toEqual(['  ', '_ '])
  })
})

it('the largest is that of the points that are seen', () => {
  expect(maxOf([9, 1, undefined, 3], 3)).toBe(3)
  expect(maxOf([9, 1, undefined, 3], 4)).toBe(9)
  expect(maxOf([undefined], 4)).toBe(0)
})
