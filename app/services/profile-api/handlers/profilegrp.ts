/** Profiles over HTTP. */
import { z } from 'zod'
import type { SpecHandlers } from '#foundation/web/app'
import { formatTag, matchesWeakly, parseTagList } from '#foundation/web/etag'
import type { Exchange } from '#foundation/web/exchange'
import type { ProblemFields } from '#foundation/web/problem'
import type {
  EmailTaken,
  NotThatVersion,
  Page,
  Place,
  Profile,
  ProfileFields,
  Stored,
  Versions,
} from '#business/core/profile/model'
import type { Profiles } from '#business/core/profile/profiles'
import { parsePosition } from '#business/data/postgres/position'
import type { ReadCall } from '#business/data/postgres/postgres'
import type { IsOn } from '#business/web/service/flags'
import { openCursor, sealCursor } from '#business/web/v1/cursor'
import { onceOf } from '#business/web/v1/once'
import { callOf } from '#business/web/v1/statements'
import type { Flag } from '../config.ts'
import type { components, operations } from '../openapi/profile-api-types.gen.ts'

type Schemas = components['schemas']
type Reads = 'listProfiles' | 'searchProfiles' | 'readProfile'
type Operations = Pick<operations, Reads | Changes | OfPeople>

/** What the document says of a listing that does not say it. */
const LISTED = 20

export function profileHandlers(profiles: Profiles, isOn: IsOn<Flag>): SpecHandlers<Operations> {
  return {
    ...changeHandlers(profiles),
    ...personalDataHandlers(profiles),

    listProfiles: async ({ query, headers }, exchange) => {
      const { limit = LISTED, offset = 0, cursor } = query
      if (offset > 0 && !(await isOn('offset-listing', exchange))) {
        return { status: 400, problem: OFFSET_OFF }
      }
      const after = cursor === undefined ? undefined : placeOf(cursor)
      const call = readingCall(callOf(exchange), headers)
      const page = await profiles.page(after, { offset, limit }, call)
      return { status: 200, headers: NOT_KEPT, data: shownPage(page) }
    },

    searchProfiles: async ({ headers, body: { email } }, exchange) => {
      const found = await profiles.findByEmail(email, readingCall(callOf(exchange), headers))
      const data = shownPage({ profiles: found ? [found] : [], last: undefined })
      return { status: 200, headers: NOT_KEPT, data }
    },

    readProfile: async ({ params: { id }, headers }, exchange) => {
      const profile = await profiles.read(id, readingCall(callAbout(exchange, id), headers))
      if (!profile) return { status: 404, problem: NOT_FOUND }
      const kept = { ETag: etagOf(profile, exchange), ...ASKED_AGAIN }
      const known = headers['if-none-match']
      const list = known === undefined ? undefined : parseTagList(known)
      if (list && matchesWeakly(list, tagOf(profile, exchange))) {
        return { status: 304, headers: { ...kept, Vary: 'Accept' } }
      }
      return { status: 200, headers: kept, data: shown(profile) }
    },
  }
}

type Changes = 'createProfile' | 'replaceProfile' | 'patchProfile' | 'deleteProfile'

function changeHandlers(profiles: Profiles): SpecHandlers<Pick<operations, Changes>> {
  return {
    createProfile: async ({ headers: { 'idempotency-key': key }, body }, exchange) => {
      const once = onceOf(exchange, key)
      const result = await profiles.create(fieldsOf(body), once, callOf(exchange))
      if (result.kind !== 'stored') return { status: 409, problem: EMAIL_TAKEN }
      const { profile } = result
      exchange.fields.profile = profile.id
      const headers = { ETag: etagOf(profile, exchange), Location: `/v1/profiles/${profile.id}` }
      return { status: 201, headers, data: shown(profile) }
    },

    replaceProfile: async ({ params: { id }, headers, body }, exchange) => {
      const versions = versionsOf(headers['if-match'])
      if (!versions) return { status: 428, problem: CONDITION_REQUIRED }
      const call = callAbout(exchange, id)
      return changed(await profiles.replace(id, versions, fieldsOf(body), call), exchange)
    },

    patchProfile: async ({ params: { id }, headers, body }, exchange) => {
      const versions = versionsOf(headers['if-match'])
      if (!versions) return { status: 428, problem: CONDITION_REQUIRED }
      const result = await profiles.patch(id, versions, body, callAbout(exchange, id))
      return changed(result, exchange)
    },

    deleteProfile: async ({ params: { id }, headers }, exchange) => {
      const versions = versionsOf(headers['if-match'])
      if (!versions) return { status: 428, problem: CONDITION_REQUIRED }
      const result = await profiles.remove(id, versions, callAbout(exchange, id))
      return result.kind === 'stored' ? { status: 204 } : refused(result)
    },
  }
}

type OfPeople = 'exportProfile' | 'eraseProfile'

function personalDataHandlers(profiles: Profiles): SpecHandlers<Pick<operations, OfPeople>> {
  return {
    exportProfile: async ({ params: { id } }, exchange) => {
      const { profile, answers } = await profiles.personalData(id, callAbout(exchange, id))
      if (!profile && answers.length === 0) return { status: 404, problem: NOT_FOUND }
      const data = {
        ...(profile && { profile: shown(profile) }),
        answers: answers.map(({ recordedAt, profile }) => {
          return { recordedAt: recordedAt.toISOString(), profile: shown(profile) }
        }),
      }
      return { status: 200, headers: NOT_KEPT, data }
    },

    eraseProfile: async ({ params: { id } }, exchange) => {
      await profiles.erase(id, callAbout(exchange, id))
      return { status: 204 }
    },
  }
}

const NOT_KEPT = { 'Cache-Control': 'no-store' } as const
const ASKED_AGAIN = { 'Cache-Control': 'private, no-cache' } as const

const NOT_FOUND = {
  code: 'PROFILE_NOT_FOUND',
  detail: 'There is no such profile: it was deleted, or never was',
}
const OFFSET_OFF = {
  code: 'OFFSET_OFF',
  detail: 'Listings by offset are switched off: send the `next` of a page as the cursor instead',
}
const EMAIL_TAKEN = {
  code: 'EMAIL_TAKEN',
  detail: 'Another profile has this e-mail address, in whatever case. Nothing was executed',
}
const CONDITION_REQUIRED = {
  code: 'CONDITION_REQUIRED',
  detail: 'A change has to say of which version it is: send the ETag as If-Match, or * for any',
}

function changed(result: Stored | NotThatVersion | EmailTaken, exchange: Exchange) {
  if (result.kind === 'email taken') return { status: 409 as const, problem: EMAIL_TAKEN }
  if (result.kind !== 'stored') return refused(result)
  const { profile } = result
  const ETag = etagOf(profile, exchange)
  return { status: 200 as const, headers: { ETag }, data: shown(profile) }
}

function refused(result: NotThatVersion) {
  if (result.kind === 'absent') return { status: 404 as const, problem: NOT_FOUND }
  return { status: 412 as const, problem: conditionFailed(result.version) }
}

function conditionFailed(version: number): ProblemFields {
  return {
    code: 'CONDITION_FAILED',
    detail: `The condition does not hold: the ETag is ${formatTag(version)}. Read the profile, then decide again`,
  }
}

/** The line of the log says which profile it was. */
function callAbout(exchange: Exchange, profile: string) {
  exchange.fields.profile = profile
  return callOf(exchange)
}

function readingCall(
  call: ReturnType<typeof callOf>,
  headers: { readonly 'database-position'?: string },
): ReadCall {
  return { ...call, after: parsePosition(headers['database-position']) }
}

function etagOf(profile: Profile, exchange: Exchange): string {
  return formatTag(tagOf(profile, exchange))
}

/** JSON and XML differ in their bytes, so that a cache must not take one for the other. */
function tagOf({ version }: Profile, { format }: Exchange): string {
  return format === 'xml' ? `${String(version)}-xml` : String(version)
}

/** Undefined if there is no condition. A weak tag, or one that no version has, is none that holds. */
function versionsOf(ifMatch: string | undefined): Versions | undefined {
  const list = ifMatch === undefined ? undefined : parseTagList(ifMatch)
  if (list === undefined) return undefined
  if (list === '*') return 'any'
  return list.flatMap(({ tag, isWeak }) => {
    const [, version] = /^([1-9]\d{0,9})(?:-xml)?$/.exec(tag) ?? []
    return version === undefined || isWeak ? [] : [Number(version)]
  })
}

/** The end of the year 9999. */
const TIME_MAX = 253_402_300_799_999
const placeParts = z.tuple([z.int().min(0).max(TIME_MAX), z.uuid()])

/** Throws an `HttpProblem` for a cursor that no page returned. */
function placeOf(cursor: string): Place {
  const [time, id] = openCursor(cursor, placeParts)
  return { createdAt: new Date(time), id }
}

function fieldsOf({ email, name, addresses = [] }: Schemas['ProfileFields']): ProfileFields {
  return { email, name, addresses }
}

function shownPage({ profiles, last }: Page): Schemas['ProfilePage'] {
  const next = last && sealCursor([last.createdAt.getTime(), last.id])
  return { profiles: profiles.map(shown), ...(next !== undefined && { next }) }
}

function shown(profile: Profile): Schemas['Profile'] {
  const { id, email, name, addresses, version, ...times } = profile
  const [createdAt, updatedAt] = [times.createdAt.toISOString(), times.updatedAt.toISOString()]
  return { id, email, name, addresses, version, createdAt, updatedAt }
}
