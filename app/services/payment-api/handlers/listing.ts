/** Lists over HTTP: of which time, and which page. */
import type { Page } from '#business/core/payment/charges'
import type { components } from '../openapi/payment-api-types.gen.ts'
import type { Violation } from './violations.ts'

const PAGE_SIZE = 100

export type Time = { readonly from: Date; readonly to: Date }

/** Its year has four digits in UTC too, in which it is shown. */
const FIRST = new Date('0000-01-01T00:00:00Z')
const LAST = new Date('9999-12-31T23:59:59.999Z')

/** The document allows a second 60, which no day has here, and years that are others in UTC. */
export function timeOf(
  inicio: string,
  fim: string,
): Time | { readonly violations: readonly Violation[] } {
  const [from, to] = [new Date(inicio), new Date(fim)]
  const violations: Violation[] = []
  for (const [name, valor, date] of [
    ['inicio', inicio, from],
    ['fim', fim, to],
  ] as const) {
    if (date >= FIRST && date <= LAST) continue
    violations.push({ razao: 'there is no such time', propriedade: `query.${name}`, valor })
  }
  if (from > to) {
    violations.push({ razao: 'fim is before inicio', propriedade: 'query.fim', valor: fim })
  }
  return violations.length > 0 ? { violations } : { from, to }
}

export function pageOf(query: {
  readonly 'paginacao.paginaAtual'?: number
  readonly 'paginacao.itensPorPagina'?: number
}): Page {
  const { 'paginacao.paginaAtual': index = 0, 'paginacao.itensPorPagina': size = PAGE_SIZE } = query
  return { index, size }
}

export function shownParameters(
  { from, to }: Time,
  { index, size }: Page,
  total: number,
): components['schemas']['Parametros'] {
  return {
    inicio: from.toISOString(),
    fim: to.toISOString(),
    paginacao: {
      paginaAtual: index,
      itensPorPagina: size,
      quantidadeDePaginas: Math.ceil(total / size),
      quantidadeTotalDeItens: total,
    },
  }
}
