/** Profiles over HTTP, under the paths that Go's tools expect. */
import { z } from 'zod'
import type { Operation } from '#foundation/web/contract'
import { contract } from '#foundation/web/contract'

export const SECONDS_DEFAULT = 10
export const PROFILE_SECONDS_MAX = 300
/** A trace is kept in memory until it ends. */
export const TRACE_SECONDS_MAX = 60
const SECONDS_MIN = 0.1

/** Longer than any of these takes. */
export const PPROF_DEADLINE_MS = (PROFILE_SECONDS_MAX + 60) * 1000

/** Of each of them: Go's tools send what another profile takes, `gc` and `debug` above all, and Go ignores it too. */
const anyQuery = z.looseObject({})

function duration(secondsMax: number) {
  const wanted = `expected seconds, from ${String(SECONDS_MIN)} to ${String(secondsMax)}`
  return anyQuery.extend({
    seconds: z
      .string()
      .regex(/^\d+(\.\d+)?$/, { error: wanted })
      .transform(Number)
      .refine(seconds => seconds >= SECONDS_MIN && seconds <= secondsMax, { error: wanted })
      .default(SECONDS_DEFAULT),
  })
}

const download = z.strictObject({ 'Content-Disposition': z.string() })
const text = { description: 'As text.', body: 'bytes' } as const

/** One at a time: the answer to all others while one is being taken. */
const taken = {
  409: {
    description: 'Another profile is being taken; `running` says which, `until` for how long.',
    headers: z.strictObject({ 'Retry-After': z.string() }),
    body: 'problem',
  },
} as const

function profile<const Name extends string>(name: Name, summary: string) {
  return {
    method: 'get',
    path: `/debug/pprof/${name}`,
    tag: 'pprof',
    summary,
    query: anyQuery,
    responses: {
      200: { description: 'A file to download.', body: 'bytes', headers: download },
      ...taken,
    },
  } as const satisfies Operation
}

const asText = anyQuery.extend({ debug: z.enum(['0', '1', '2']).default('0') })

/** What a runtime has that works with threads, which this one does not. */
function none<const Name extends string>(name: Name, summary: string) {
  return {
    method: 'get',
    path: `/debug/pprof/${name}`,
    tag: 'pprof',
    summary,
    query: asText,
    responses: {
      200: { description: 'A profile of nothing, or text with debug=1.', body: 'bytes' },
    },
  } as const satisfies Operation
}

const moved = {
  method: 'get',
  tag: 'pprof',
  summary: 'Leads to what there is',
  query: anyQuery,
  responses: {
    301: {
      description: 'There it is.',
      headers: z.strictObject({ Location: z.string() }),
      body: 'none',
    },
  },
} as const

const symbol = {
  path: '/debug/pprof/symbol',
  tag: 'pprof',
  summary: 'Names of addresses: none, since profiles have them all',
  query: anyQuery,
  responses: { 200: text },
} as const

export const pprofContract = contract({
  root: { ...moved, path: '/' },
  pprofWithoutSlash: { ...moved, path: '/debug/pprof' },
  pprof: {
    method: 'get',
    path: '/debug/pprof/',
    tag: 'pprof',
    summary: 'What there is, with links',
    query: anyQuery,
    responses: { 200: { description: 'A page.', body: 'bytes' } },
  },
  profile: {
    ...profile('profile', 'Where the main thread spends its time'),
    query: duration(PROFILE_SECONDS_MAX),
  },
  heap: profile('heap', 'What lives in memory, by where it was allocated'),
  allocs: {
    ...profile('allocs', 'What is allocated, whether it lives or not'),
    query: duration(PROFILE_SECONDS_MAX),
  },
  goroutine: {
    method: 'get',
    path: '/debug/pprof/goroutine',
    tag: 'pprof',
    summary: 'The handles, for go tool pprof',
    query: asText,
    responses: { 200: { description: 'A profile, or text with debug=1.', body: 'bytes' } },
  },
  handles: {
    method: 'get',
    path: '/debug/pprof/handles',
    tag: 'pprof',
    summary: 'What the event loop waits for: sockets, timers, file system calls',
    query: anyQuery,
    responses: { 200: text },
  },
  trace: {
    ...profile('trace', 'What Node and V8 do, event by event'),
    query: duration(TRACE_SECONDS_MAX),
  },
  heapsnapshot: {
    method: 'get',
    path: '/debug/pprof/heapsnapshot',
    tag: 'pprof',
    summary: 'Every object in memory. Stops the service for seconds',
    query: anyQuery,
    responses: {
      200: { description: 'A file to download.', body: 'stream', headers: download },
      403: { description: 'The setting that allows it is off.', body: 'problem' },
      ...taken,
    },
  },
  cmdline: {
    method: 'get',
    path: '/debug/pprof/cmdline',
    tag: 'pprof',
    summary: 'How the service was started, secrets masked',
    query: anyQuery,
    responses: { 200: text },
  },
  threadcreate: none('threadcreate', 'Where threads are started: nowhere, JavaScript has one'),
  block: none('block', 'Where threads wait for each other: nowhere, JavaScript has one'),
  mutex: none('mutex', 'Who holds locks that other threads wait for: JavaScript has one thread'),
  symbol: { ...symbol, method: 'get' },
  symbolOf: { ...symbol, method: 'post' },
})
