/** Profiles as pprof reads them. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type * as pprof from '@datadog/pprof'

export type Pprof = typeof pprof
export type Profile = ReturnType<Pprof['heap']['profile']>

const gzipped = promisify(gzip)

export async function encoded(profile: Profile): Promise<Uint8Array> {
  return await gzipped(await profile.encodeAsync())
}

/** Says what the values of a profile's samples are; further ones are left out. */
export function named(profile: Profile, types: readonly (readonly [string, string])[]): void {
  const { stringTable: texts, sampleType, sample } = profile
  sampleType.length = types.length
  for (const [index, [type, unit]] of types.entries()) {
    const target = sampleType[index]
    if (target) Object.assign(target, { type: texts.dedup(type), unit: texts.dedup(unit) })
  }
  for (const { value } of sample) value.length = types.length
}

/** Without the one sample that @datadog/pprof adds to every heap: memory outside of it. */
export function withoutExternal(profile: Profile): Profile {
  const { stringTable: texts, function: functions, location: locations } = profile
  const external = functions.find(({ name }) => texts.strings[Number(name)] === '(external)')
  const place = locations.find(({ line }) => line[0]?.functionId === external?.id)
  profile.sample = profile.sample.filter(({ locationId: [leaf] }) => !place || leaf !== place.id)
  return profile
}
