/** The numbers of all tables, in one place so that no two domains take the same. Part of the format on disk. */
export const KEYS = 1
/** Keys that were removed. */
export const TOMBSTONES = 2
export const EXPIRIES = 3
export const LEASES = 4
export const LEASE_KEYS = 5
export const IDEMPOTENCY_RECORDS = 6
export const IDEMPOTENCY_ORDER = 7
export const IDEMPOTENCY_COUNTERS = 8
/** Objects whose keys were removed, and whose rows in their domain's tables still have to go. */
export const REMOVED_OBJECTS = 9
/** Names of keys that are of another type than KV. */
export const OBJECT_NAMES = 10
export const STREAM_ENTRIES = 11
export const STREAM_NODES = 12
/** Streams with rows of trimmed entries that still have to go. */
export const STREAM_TRIMS = 13
/** Streams with a retention of their own. */
export const STREAM_RETENTIONS = 14
export const STREAM_GROUPS = 15
export const GROUP_CONSUMERS = 16
export const GROUP_PENDING = 17
/** The same entries, by their consumer. */
export const CONSUMER_PENDING = 18
/** The same entries, in the order in which they are delivered again. */
export const GROUP_ORDER = 19
export const STREAM_PRODUCERS = 20
export const PRODUCER_ROWS = 21
/** The newest seal of a log that was moved. */
export const LOG_MOVES = 22

/**
 * Tables whose rows stand for a change with `removes`, under the same key: such a row begins with the change's revision, an
 * f64, and garbage collection deletes it when it deletes the change.
 */
export const TABLES_OF_REMOVALS: readonly number[] = [TOMBSTONES]

/**
 * Tables whose rows may hold the value of a change with `inRow`, under the same key: such a row begins with the change's
 * revision, an f64.
 */
export const TABLES_OF_VALUES: readonly number[] = [KEYS]

/** The kinds of changes of all domains, for the same reason. */
export const KV_PUT = 1
export const KV_DELETE = 2
/** What a key had before the change after it, for reads of revisions whose own changes are dead. Written with `inRow`. */
export const KV_BASELINE = 3
export const STREAM_CREATE = 4

/** The most bytes of a row's key: a name of 1024, and the time or number that some tables put in front of it. */
export const ROW_KEY_BYTES_MAX = 1100
