/** Profiles over HTTP. */
import type { SpecHandlers } from '#foundation/web/app'
import { formatTag, matchesWeakly, parseTagList } from '#foundation/web/etag'
import type { Exchange } from '#foundation/web/exchange'
import type { ProblemFields } from '#foundation/web/problem'
import type { Profile, Profiles, Versions } from '#business/core/profile/profiles'
import type { components, operations } from '../openapi/profile-api-types.gen.ts'

type ProfileOperations = Pick<
  operations,
  'createProfile' | 'readProfile' | 'replaceProfile' | 'deleteProfile'
>

export function profileHandlers(profiles: Profiles): SpecHandlers<ProfileOperations> {
  return {
    createProfile: async ({ body }, exchange) => {
      const result = await profiles.create(body, callOf(exchange))
      if (result.kind !== 'stored') return { status: 409, problem: EMAIL_TAKEN }
      const { profile } = result
      const headers = { ETag: formatTag(profile.version), Location: `/v1/profiles/${profile.id}` }
      return { status: 201, headers, data: shown(profile) }
    },

    readProfile: async ({ params: { id }, headers }, exchange) => {
      const profile = await profiles.read(id, callOf(exchange))
      if (!profile) return { status: 404, problem: NOT_FOUND }
      const ETag = formatTag(profile.version)
      const known = headers['if-none-match']
      const list = known === undefined ? undefined : parseTagList(known)
      if (list && matchesWeakly(list, String(profile.version))) {
        return { status: 304, headers: { ETag } }
      }
      return { status: 200, headers: { ETag }, data: shown(profile) }
    },

    replaceProfile: async ({ params: { id }, headers, body }, exchange) => {
      const versions = versionsOf(headers['if-match'])
      if (!versions) return { status: 428, problem: CONDITION_REQUIRED }
      const result = await profiles.replace(id, versions, body, callOf(exchange))
      switch (result.kind) {
        case 'stored': {
          const { profile } = result
          const ETag = formatTag(profile.version)
          return { status: 200, headers: { ETag }, data: shown(profile) }
        }
        case 'absent':
          return { status: 404, problem: NOT_FOUND }
        case 'email taken':
          return { status: 409, problem: EMAIL_TAKEN }
        case 'stale':
          return { status: 412, problem: conditionFailed(result.version) }
      }
    },

    deleteProfile: async ({ params: { id }, headers }, exchange) => {
      const versions = versionsOf(headers['if-match'])
      if (!versions) return { status: 428, problem: CONDITION_REQUIRED }
      const result = await profiles.remove(id, versions, callOf(exchange))
      if (result.kind === 'absent') return { status: 404, problem: NOT_FOUND }
      if (result.kind === 'stale') {
        return { status: 412, problem: conditionFailed(result.version) }
      }
      return { status: 204 }
    },
  }
}

const NOT_FOUND = {
  code: 'PROFILE_NOT_FOUND',
  detail: 'There is no such profile: it was deleted, or never was',
}
const EMAIL_TAKEN = {
  code: 'EMAIL_TAKEN',
  detail: 'Another profile has this e-mail address, in whatever case. Nothing was executed',
}
const CONDITION_REQUIRED = {
  code: 'CONDITION_REQUIRED',
  detail: 'A change has to say of which version it is: send the ETag as If-Match, or * for any',
}

function conditionFailed(version: number): ProblemFields {
  return {
    code: 'CONDITION_FAILED',
    detail: `The condition does not hold: the ETag is ${formatTag(version)}. Read the profile, then decide again`,
  }
}

function callOf({ signal, span }: Exchange) {
  return { signal, span }
}

/** Undefined if there is no condition. A weak tag, or one that no version has, is none that holds. */
function versionsOf(ifMatch: string | undefined): Versions | undefined {
  const list = ifMatch === undefined ? undefined : parseTagList(ifMatch)
  if (list === undefined) return undefined
  if (list === '*') return 'any'
  return list.flatMap(({ tag, isWeak }) =>
    !isWeak && /^[1-9]\d{0,9}$/.test(tag) ? [Number(tag)] : [],
  )
}

function shown({ id, email, name, version, ...times }: Profile): components['schemas']['Profile'] {
  const [createdAt, updatedAt] = [times.createdAt.toISOString(), times.updatedAt.toISOString()]
  return { id, email, name, version, createdAt, updatedAt }
}
