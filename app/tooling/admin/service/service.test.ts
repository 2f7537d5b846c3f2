import { expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { salesClient } from '#business/web/client/client'
import { EXIT } from '../outcome.ts'
import { outcomeOf } from './service.ts'

it.each([421, 429])(
  'a write whose answer was lost may have happened, whatever refuses the next try: %i',
  async status => {
    const { signal } = new AbortController()
    const { clock } = systemHost()
    const service = { client: salesClient(''), url: '', clock, timeoutMs: 300, signal }
    const refused = {
      error: { code: 'REFUSED', detail: 'Nothing was executed' },
      response: { ok: false, status, url: '' },
    }
    let tries = 0
    const call = () => {
      if (++tries > 1) return Promise.resolve(refused)
      return Promise.reject(new TypeError('fetch failed', { cause: new Error('reset') }))
    }
    const outcome = outcomeOf(service, 'once', z.object({}), call)
    await expect(outcome).rejects.toMatchObject({ exitCode: EXIT.unknown, code: 'OUTCOME_UNKNOWN' })
    const first = outcomeOf(service, 'once', z.object({}), () => Promise.resolve(refused))
    await expect(first).rejects.toMatchObject({ exitCode: EXIT.refused, code: 'REFUSED' })
  },
)
