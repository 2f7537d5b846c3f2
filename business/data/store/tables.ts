/** The numbers of all tables, in one place so that no two domains take the same. Part of the format on disk. */
export const KEYS = 1
/** Keys that were removed, until the compacted revision passes their removal. The value begins with its revision, an f64. */
export const TOMBSTONES = 2
export const EXPIRIES = 3
export const LEASES = 4
export const LEASE_KEYS = 5
export const IDEMPOTENCY_RECORDS = 6
export const IDEMPOTENCY_ORDER = 7
export const IDEMPOTENCY_COUNTERS = 8

/** The kinds of changes of all domains, for the same reason. */
export const KV_PUT = 1
export const KV_DELETE = 2
/** What a key had before the change after it, for reads of revisions whose own changes are dead. Written with `inRow`. */
export const KV_BASELINE = 3

/** The most bytes of a row's key: a name of 1024, and the time or number that some tables put in front of it. */
export const ROW_KEY_BYTES_MAX = 1100
