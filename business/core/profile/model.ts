/** What a profile is, and what may come of a change. */

export type Address = {
  readonly street: string
  readonly city: string
  readonly postalCode: string
  /** ISO 3166-1, two letters. */
  readonly country: string
}

export type ProfileFields = {
  readonly email: string
  readonly name: string
  readonly addresses: readonly Address[]
}

/** A merge patch, RFC 7396: a field that it does not name stays as it is, and null removes a field. */
export type ProfilePatch = {
  readonly email?: string
  readonly name?: string
  readonly addresses?: readonly Address[] | null
}

export type Profile = ProfileFields & {
  readonly id: string
  /** From 1; grows by one with every change. */
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Which versions a change may be of. */
export type Versions = 'any' | readonly number[]

export type Stored = { readonly kind: 'stored'; readonly profile: Profile }

/** Another profile has the address. */
export type EmailTaken = { readonly kind: 'email taken' }

export type NotThatVersion =
  | { readonly kind: 'absent' }
  /** The profile has another version. */
  | { readonly kind: 'stale'; readonly version: number }

/** Of a profile in the listing, which is in the order of creation. */
export type Place = { readonly createdAt: Date; readonly id: string }

export type Page = {
  readonly profiles: readonly Profile[]
  /** The last one of them, if others follow. */
  readonly last: Place | undefined
}

/** Everything that is known of a person. */
export type PersonalData = {
  readonly profile: Profile | undefined
  /** What was answered to requests with an idempotency key, which is kept for a time. */
  readonly answers: readonly { readonly recordedAt: Date; readonly profile: Profile }[]
}

export function patched(
  { email, name, addresses }: ProfileFields,
  patch: ProfilePatch,
): ProfileFields {
  return {
    email: patch.email ?? email,
    name: patch.name ?? name,
    addresses: patch.addresses === undefined ? addresses : (patch.addresses ?? []),
  }
}
