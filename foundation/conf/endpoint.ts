/** Settings that are URLs. They may carry credentials, which are shown nowhere. */
import { z } from 'zod'
import type { Setting } from './conf.ts'
import { optional } from './conf.ts'
import { withoutCredentials } from './mask.ts'

/** An HTTP service that is called: `http://user:password@localhost:4318`. */
export function endpoint(fallback: string, help: string): Setting<URL> {
  return { fallback, schema: httpUrl(fallback), help, shown: withoutCredentials }
}

/** The same, or undefined where it is empty, which it is unless somebody sets it. `example` is how one looks. */
export function optionalEndpoint(example: string, help: string): Setting<URL | undefined> {
  return { fallback: '', schema: optional(httpUrl(example)), help, shown: withoutCredentials }
}

function httpUrl(example: string): z.ZodType<URL, string> {
  return z.string().transform((text, context) => {
    const url = /^https?:\/\/\S+$/.test(text) ? URL.parse(text) : null
    if (url) return url
    context.addIssue(`expected a URL like ${example}`)
    return z.NEVER
  })
}
