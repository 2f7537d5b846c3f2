/** The numbers of the domain and of its operations. Part of the log's format: none is used again for something else. */
export const KV_DOMAIN = 1

export const PUT = 1
export const DELETE = 2
export const GRANT = 4
export const KEEP_ALIVE = 5
export const REVOKE = 6
export const EXPIRE = 7
export const COMPACT = 8
export const GET = 9
export const RANGE = 10
export const COMPARE = 11
export const UPDATE = 12
export const PUT_ALL = 13
export const DELETE_ALL = 14
export const MOVE = 15
export const CLEAR = 16
