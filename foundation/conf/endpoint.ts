/** Settings that are URLs. They may carry credentials, which are shown nowhere. */
import type { z } from 'zod'
import type { Setting } from './conf.ts'
import { optional, textOf } from './conf.ts'
import { withoutCredentials } from './mask.ts'

/** An HTTP service that is called: `http://user:password@localhost:4318`. */
export function endpoint(fallback: string, help: string): Setting<URL> {
  return { fallback, schema: httpUrl(fallback), help, shown: withoutCredentials }
}

/** The same, or undefined where it is empty, which is the default. `example` is how one looks. */
export function optionalEndpoint(example: string, help: string): Setting<URL | undefined> {
  return { fallback: '', schema: optional(httpUrl(example)), help, shown: withoutCredentials }
}

function httpUrl(example: string): z.ZodType<URL, string> {
  return textOf(`expected a URL like ${example}`, text => {
    return /^https?:\/\/\S+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined
  })
}
