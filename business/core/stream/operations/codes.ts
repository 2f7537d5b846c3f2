/** The numbers of the domain and of its operations. Part of the log's format: none is used again for something else. */
export const STREAM_DOMAIN = 3

export const APPEND = 1
export const TRIM = 2
export const REMOVE = 3
export const SET_RETENTION = 4
export const RECLAIM = 5
export const CHANGE_GROUP = 6
export const SET_ID = 7
export const REMOVE_EACH = 8
export const CONFIGURE_PRODUCERS = 9
