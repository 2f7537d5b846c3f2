/* Made by make gen from the contracts. */
export interface paths {
  '/v1/kv/{key}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a value
     * @description The bytes as they were stored, with their content type; or what is known of them.
     */
    get: operations['getKey']
    /**
     * Create or replace a value
     * @description Durable when it is answered. The value keeps the Content-Type of the request.
     */
    put: operations['putKey']
    post?: never
    /** Remove a key */
    delete: operations['deleteKey']
    options?: never
    /**
     * Read a value: the headers only
     * @description The bytes as they were stored, with their content type; or what is known of them.
     */
    head: operations['getKeyHead']
    patch?: never
    trace?: never
  }
  '/v1/kv': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List keys in order
     * @description A page of keys. All pages of a listing, however long it takes, show one revision: follow `cursor` until there is none. A page ends early, with few or no keys, when looking for them takes long, as among many that were changed since `revision`; so does a count.
     */
    get: operations['listKeys']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/txn': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Compare, then change keys and append to streams at once
     * @description If all comparisons hold, `then` is executed, otherwise `else`: all of it or nothing, in one revision. Its reads return 8 MiB at most: ranges end early, each at about 1 MiB and all of them there, and say so in `more`.
     */
    post: operations['runTxn']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/entries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read entries in order
     * @description A page. While there is `more`, go on with the id of its last entry: as `after`, or as `before` in descending order.
     */
    get: operations['getEntries']
    put?: never
    /**
     * Append entries
     * @description All of them or none, in one revision, at the end of the stream, which is created if need be. To change keys in the same revision, see `POST /v1/txn`.
     */
    post: operations['appendEntries']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/tail': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Follow a stream
     * @description Server-sent events for every entry, in order and without gaps, as long as it is not trimmed before it is sent. The id of an event is the id of its entry; sent back as Last-Event-ID it resumes right behind. The first event is a `start`, so that there is an id from the start. `lagged` and `closing` end the stream, with the id behind which to resume. A stream that does not exist yet is waited for. The example ends after five seconds: append an entry meanwhile.
     */
    get: operations['tailEntries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/entries/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /** Remove an entry */
    delete: operations['removeEntry']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Read what is known of a stream */
    get: operations['getStream']
    put?: never
    post?: never
    /** Remove a stream with all its entries */
    delete: operations['deleteStream']
    options?: never
    /** Read what is known of a stream: the headers only */
    head: operations['getStreamHead']
    /**
     * Say what a stream keeps
     * @description The oldest entries above a limit go by themselves, within seconds: those older than `age`, and those that the stream has beyond `length` or `bytes`.
     */
    patch: operations['setRetention']
    trace?: never
  }
  '/v1/streams': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** List streams in the order of their names */
    get: operations['listStreams']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/read': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Have entries delivered to a consumer
     * @description First what was given back or is idle for `minIdle`, or as the settings of the group say; then what was never delivered. The entries are pending until the consumer acknowledges them, unless it says `noAck`. An Idempotency-Key has an answer with entries repeated, of up to 64 KiB.
     */
    post: operations['readGroup']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/ack': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Say that entries are done */
    post: operations['acknowledgeEntries']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/nack': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Give entries back to the group
     * @description They are delivered again, before others.
     */
    post: operations['giveBackEntries']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/claim': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take pending entries over from other consumers
     * @description Those with the `ids`; or, from the id `start` on, those that are idle for `minIdle`.
     */
    post: operations['claimEntries']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/pending': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List entries that were delivered and not acknowledged
     * @description A page. While there is `more`, go on with the id of its last entry as `after`.
     */
    get: operations['listPending']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Read what is known of a group */
    get: operations['getGroup']
    /**
     * Make a consumer group
     * @description Each entry of the stream is delivered to one consumer of the group. A stream that does not exist is created, empty.
     */
    put: operations['createGroup']
    post?: never
    /** Remove a group with all it has pending */
    delete: operations['deleteGroup']
    options?: never
    /** Read what is known of a group: the headers only */
    head: operations['getGroupHead']
    /**
     * Say what a group does with entries that are not acknowledged
     * @description A dead letter has the fields of its entry, and `dead-letter-reason`, `-stream`, `-id`, `-group` and `-deliveries`. It is moved in the revision that would have delivered it once more, or at once if it is given back as fatal.
     */
    patch: operations['configureGroup']
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/position': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Say where a group goes on
     * @description What is pending stays pending.
     */
    put: operations['setGroupPosition']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** List the groups of a stream in the order of their names */
    get: operations['listGroups']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/consumers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** List the consumers of a group in the order of their names */
    get: operations['listConsumers']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/streams/{stream}/groups/{group}/consumers/{consumer}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Remove a consumer
     * @description What it has pending is given back to the group. The answer counts that.
     */
    delete: operations['deleteConsumer']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/leases': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Grant a lease
     * @description Keys that are put with it go, all in one revision, when it expires or is revoked.
     */
    post: operations['grantLease']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/leases/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Read a lease */
    get: operations['getLease']
    /**
     * Keep a lease alive
     * @description Restarts its time to live from now.
     */
    put: operations['keepLeaseAlive']
    post?: never
    /**
     * Revoke a lease
     * @description Removes it and its keys, in one revision.
     */
    delete: operations['revokeLease']
    options?: never
    /** Read a lease: the headers only */
    head: operations['getLeaseHead']
    patch?: never
    trace?: never
  }
  '/v1/watch': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Watch keys
     * @description Server-sent events for every change, in order and without gaps. The id of an event is its revision, or `revision.number` where a revision has more events to come; sent back as Last-Event-ID it resumes right after. The first event is a `progress`, so that there is an id from the start; further ones follow while nothing happens to the keys, often enough that the last id is held as long as the stream is open. `lagged` and `closing` end the stream, with the id after which to resume. The example ends after five seconds: put a key meanwhile.
     */
    get: operations['watchKeys']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/compact': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Forget the past up to a revision
     * @description What was overwritten or removed at or before the revision can no longer be read or watched, and its space is given back in the background. The retention settings do the same by time and number.
     */
    post: operations['compact']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** This contract, as OpenAPI 3.1 */
    get: operations['openapi']
    put?: never
    post?: never
    delete?: never
    options?: never
    /** This contract, as OpenAPI 3.1: the headers only */
    head: operations['openapiHead']
    patch?: never
    trace?: never
  }
  '/docs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A page to read this contract with */
    get: operations['docs']
    put?: never
    post?: never
    delete?: never
    options?: never
    /** A page to read this contract with: the headers only */
    head: operations['docsHead']
    patch?: never
    trace?: never
  }
  '/docs/{file}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What the page is made of */
    get: operations['docsAsset']
    put?: never
    post?: never
    delete?: never
    options?: never
    /** What the page is made of: the headers only */
    head: operations['docsAssetHead']
    patch?: never
    trace?: never
  }
  '/v1/liveness': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whether the process runs
     * @description Touches nothing: it says that requests are answered, not that all is well.
     */
    get: operations['liveness']
    put?: never
    post?: never
    delete?: never
    options?: never
    /**
     * Whether the process runs: the headers only
     * @description Touches nothing: it says that requests are answered, not that all is well.
     */
    head: operations['livenessHead']
    patch?: never
    trace?: never
  }
  '/v1/readiness': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Whether it should get traffic
     * @description Makes a real barrier through the log, within a second.
     */
    get: operations['readiness']
    put?: never
    post?: never
    delete?: never
    options?: never
    /**
     * Whether it should get traffic: the headers only
     * @description Makes a real barrier through the log, within a second.
     */
    head: operations['readinessHead']
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    Txn: {
      compare?: components['schemas']['Compare'][]
      then?: components['schemas']['Operation'][]
      else?: components['schemas']['Operation'][]
    }
    /** @description An absent key has no value, and 0 for each of the numbers. */
    Compare:
      | ({
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
          /** @constant */
          target: 'value'
          /** @enum {string} */
          operator: '=' | '!=' | '<' | '>'
          /** @description The value as text. */
          value?: string
          /**
           * Format: base64
           * @description The value as bytes.
           */
          valueBase64?: string
        } & (
          | {
              value: unknown
            }
          | {
              valueBase64: unknown
            }
        ))
      | {
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
          /** @constant */
          target: 'version'
          /** @enum {string} */
          operator: '=' | '!=' | '<' | '>'
          number: number
        }
      | {
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
          /** @constant */
          target: 'createRevision'
          /** @enum {string} */
          operator: '=' | '!=' | '<' | '>'
          number: number
        }
      | {
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
          /** @constant */
          target: 'modRevision'
          /** @enum {string} */
          operator: '=' | '!=' | '<' | '>'
          number: number
        }
    Operation:
      | ({
          /** @constant */
          op: 'put'
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
          /** @description The value as text. */
          value?: string
          /**
           * Format: base64
           * @description The value as bytes.
           */
          valueBase64?: string
          contentType?: string
          /** @description A duration like 250ms, 30s, 5m, 1h or 7d. */
          ttl?: string
          /** @description The id of a lease: twelve hexadecimal digits. */
          lease?: string
        } & (
          | {
              value: unknown
            }
          | {
              valueBase64: unknown
            }
        ))
      | {
          /** @constant */
          op: 'delete'
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
        }
      | {
          /** @constant */
          op: 'get'
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          key: string
        }
      | {
          /** @constant */
          op: 'range'
          /** @description All keys that begin so; or start and end. */
          prefix?: string
          /** @description Bytes as text: %XX stands for a byte, %25 for a percent sign. */
          start?: string
          /** @description Bytes as text: %XX stands for a byte, %25 for a percent sign. */
          end?: string
          limit?: number
          /** @enum {string} */
          order?: 'asc' | 'desc'
        }
      | {
          /** @constant */
          op: 'append'
          /** @description A key as text: %XX stands for a byte, %25 for a percent sign. */
          stream: string
          /** @description Above the last id of the stream. `1735689600000-*` is the next one of this millisecond. Left out, it is the time in milliseconds and a number. */
          id?: string
          fields: components['schemas']['GivenField'][]
        }
    GivenField: {
      /** @description Text: %XX stands for a byte, %25 for a percent sign. */
      name: string
      /** @description The value as text. */
      value?: string
      /**
       * Format: base64
       * @description The value as bytes.
       */
      valueBase64?: string
    } & (
      | {
          value: unknown
        }
      | {
          valueBase64: unknown
        }
    )
    AppendRequest: {
      entries: {
        /** @description Above the last id of the stream. `1735689600000-*` is the next one of this millisecond. Left out, it is the time in milliseconds and a number. */
        id?: string
        fields: components['schemas']['GivenField'][]
      }[]
    }
    StreamRequest: {
      retention: components['schemas']['RetentionRequest']
    }
    /** @description What is left out stays as it is; 0 means no limit. */
    RetentionRequest: {
      length?: number
      /** @description A duration like 30s, 5m, 1h or 7d. */
      age?: string | 0
      bytes?: number
    }
    ReadGroupRequest: {
      /** @description The name of a consumer, which its first request makes: %XX stands for a byte. */
      consumer: string
      /** @description Entries at most; 100 if left out. */
      limit?: number
      /** @description Wait so long for an entry, up to 5s; not if left out. */
      wait?: string
      /** @description Also entries that are idle for so long. */
      minIdle?: string | 0
      /** @description New entries count as acknowledged: they are not pending, and are lost if the consumer fails. */
      noAck?: boolean
      /** @description Instead, what the consumer has pending behind this id, 0-0 for all of it: after a crash, for example. */
      own?: string
    }
    AcknowledgeRequest: {
      ids: string[]
    }
    GiveBackRequest: {
      ids: string[]
      /**
       * @description `silent`: the delivery does not count. `fail`, if left out: it does. `fatal`: the entry cannot be done at all.
       * @enum {string}
       */
      reason?: 'silent' | 'fail' | 'fatal'
    }
    ClaimRequest: {
      /** @description The name of a consumer, which its first request makes: %XX stands for a byte. */
      consumer: string
      /** @description A duration like 30s, 5m or 1h. */
      minIdle?: string | 0
      ids?: string[]
      start?: string
      /** @description Entries at most; 100 if left out. */
      limit?: number
    }
    GroupRequest: {
      /** @description Deliver entries behind this id: 0-0 for all. Left out, those that are appended from now on. */
      after?: string
    }
    /** @description What is left out stays as it is. */
    GroupSettingsRequest: {
      /** @description Reads also return what has been pending for so long, and what was given back so long ago. 0 turns it off. */
      redeliverAfter?: string | 0
      /** @description Where an entry goes instead of being delivered more than so often. null turns it off. */
      deadLetter?: components['schemas']['DeadLetterRequest'] | null
    }
    DeadLetterRequest: {
      /** @description Another stream, which the first dead letter creates. */
      stream: string
      maxDeliveries: number
    }
    GroupPositionRequest: {
      /** @description Deliver entries behind this id: 0-0 for all. Left out, those that are appended from now on. */
      after?: string
    }
    LeaseRequest: {
      /** @description A duration like 250ms, 30s, 5m, 1h or 7d. */
      ttl: string
    }
    CompactRequest: {
      revision: number
    }
    Metadata: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      key: string
      /** @description A revision of the store. */
      createRevision: number
      /** @description A revision of the store. */
      modRevision: number
      /** @description Puts since the key was created. */
      version: number
      contentType: string
      /** @description Length of the value. */
      bytes: number
      /** Format: date-time */
      expiresAt?: string
      lease?: string
    }
    /**
     * @description Problem details, RFC 9457.
     * @example {
     *       "type": "urn:problem:server-busy",
     *       "title": "Service Unavailable",
     *       "status": 503,
     *       "code": "SERVER_BUSY",
     *       "detail": "More requests arrive than can be served; try again in a second",
     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736"
     *     }
     */
    Problem: {
      /** @description Names the kind of problem; the code as a URN. */
      type: string
      /** @description The status in words. */
      title: string
      status: number
      /** @description Stable; what programs decide by. */
      code: string
      /** @description What was found, what was wanted, what to do. */
      detail: string
      /** @description Finds the request in logs and traces. */
      traceId: string
      /** @description Every violation of the contract, with its place in the request; of very many, the first. */
      errors?: {
        location: string
        message: string
      }[]
    } & {
      [key: string]: unknown
    }
    Page: {
      /** @description A revision of the store. */
      revision: number
      /** @description Keys here; with countOnly, keys counted so far, with those of the pages before: all of them if there is no `cursor`. */
      count: number
      items: (components['schemas']['KeyValue'] | components['schemas']['DamagedKey'])[]
      /** @description For the next page; left out on the last one. */
      cursor?: string
    }
    KeyValue: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      key: string
      /** @description A revision of the store. */
      createRevision: number
      /** @description A revision of the store. */
      modRevision: number
      /** @description Puts since the key was created. */
      version: number
      contentType: string
      /** @description Length of the value. */
      bytes: number
      /** Format: date-time */
      expiresAt?: string
      lease?: string
      /** @description The value, if it is text. */
      value?: string
      /**
       * Format: base64
       * @description The value, if it is not text.
       */
      valueBase64?: string
    }
    /** @description What is stored under this key is not what was written, and not shown; at an old revision it may be that there was no such key. The page goes on with the next one. */
    DamagedKey: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      key: string
      /** @constant */
      damaged: true
    }
    TxnResult: {
      succeeded: boolean
      /** @description A revision of the store. */
      revision: number
      results: components['schemas']['OperationResult'][]
    }
    OperationResult:
      | {
          /** @constant */
          op: 'put'
          /**
           * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
           * @example user/1
           */
          key: string
          created: boolean
          /** @description A revision of the store. */
          createRevision: number
          /** @description A revision of the store. */
          modRevision: number
          version: number
          /** Format: date-time */
          expiresAt?: string
        }
      | {
          /** @constant */
          op: 'delete'
          /**
           * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
           * @example user/1
           */
          key: string
          deleted: boolean
        }
      | {
          /** @constant */
          op: 'get'
          /**
           * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
           * @example user/1
           */
          key: string
          found: boolean
          item?: components['schemas']['KeyValue']
        }
      | {
          /** @constant */
          op: 'range'
          items: components['schemas']['KeyValue'][]
          more: boolean
        }
      | {
          /** @constant */
          op: 'append'
          /**
           * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
           * @example user/1
           */
          stream: string
          /**
           * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
           * @example 1735689600000-0
           */
          id: string
        }
    Appended: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      /** @description A revision of the store. */
      revision: number
      ids: string[]
    }
    EntryPage: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      entries: components['schemas']['Entry'][]
      more: boolean
    }
    Entry: {
      /**
       * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
       * @example 1735689600000-0
       */
      id: string
      /** @description Of the write that appended it. */
      revision: number
      fields: components['schemas']['Field'][]
    }
    Field: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      name: string
      /** @description The value, if it is text. */
      value?: string
      /**
       * Format: base64
       * @description The value, if it is not text.
       */
      valueBase64?: string
    }
    TailEntriesEvent:
      | {
          id?: string
          /** @constant */
          event: 'start'
          data: {
            /**
             * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
             * @example 1735689600000-0
             */
            after: string
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'entry'
          data: components['schemas']['Entry']
        }
      | {
          id?: string
          /** @constant */
          event: 'lagged'
          data: {
            /**
             * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
             * @example 1735689600000-0
             */
            after: string
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'closing'
          data: {
            /**
             * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
             * @example 1735689600000-0
             */
            after: string
          }
        }
    Stream: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      /** @description A revision of the store. */
      createRevision: number
      /** @description Of the newest change of its entries. */
      modRevision: number
      /** @description Entries it has. */
      length: number
      /** @description Of their names and values, and what an entry takes besides. */
      bytes: number
      /** @description Entries it ever had. */
      entriesAdded: number
      /**
       * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
       * @example 1735689600000-0
       */
      lastId: string
      retention: components['schemas']['Retention']
    }
    /** @description What it keeps by itself; 0 means no limit. */
    Retention: {
      length: number
      ageMs: number
      bytes: number
    }
    StreamPage: {
      streams: components['schemas']['Stream'][]
      /**
       * @description `start` of the next page; left out on the last one.
       * @example user/1
       */
      next?: string
    }
    Delivered: {
      entries: components['schemas']['DeliveredEntry'][]
    }
    DeliveredEntry: {
      /**
       * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
       * @example 1735689600000-0
       */
      id: string
      /** @description Left out if the stream does not have the entry any more. */
      fields?: components['schemas']['DeliveredField'][]
      /** @description How often it was delivered, this time included. */
      deliveries: number
      /** @description How long the consumer before had it. */
      idleMs?: number
    }
    DeliveredField: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      name: string
      /** @description The value, if it is text. */
      value?: string
      /**
       * Format: base64
       * @description The value, if it is not text.
       */
      valueBase64?: string
    }
    EntryCount: {
      /** @description Entries of which this is now so. */
      count: number
    }
    Claimed: {
      entries: components['schemas']['DeliveredEntry'][]
      /**
       * @description `start` of the next request.
       * @example 1735689600000-0
       */
      next?: string
    }
    PendingPage: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      group: string
      pending: components['schemas']['PendingEntry'][]
      more: boolean
    }
    PendingEntry: {
      /**
       * @description Two numbers of 64 bits: milliseconds since 1970, and a number in that one.
       * @example 1735689600000-0
       */
      id: string
      /**
       * @description Left out if it was given back.
       * @example user/1
       */
      consumer?: string
      /** @description How often it was delivered. */
      deliveries: number
      /** @description Since it was delivered. */
      idleMs?: number
    }
    Group: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      group: string
      /**
       * @description Of the newest entry that was delivered.
       * @example 1735689600000-0
       */
      lastId: string
      /** @description Entries that were not delivered; left out if that cannot be told. */
      lag?: number
      /** @description Entries that were delivered and not acknowledged. */
      pending: number
      /** @description Of these, entries that no consumer has. */
      free: number
      consumers: number
      redeliverAfterMs?: number
      deadLetter?: components['schemas']['DeadLetter']
    }
    DeadLetter: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      stream: string
      maxDeliveries: number
    }
    GroupPage: {
      groups: components['schemas']['Group'][]
      /**
       * @description `start` of the next page; left out on the last one.
       * @example user/1
       */
      next?: string
    }
    ConsumerPage: {
      consumers: components['schemas']['Consumer'][]
      /**
       * @description `start` of the next page; left out on the last one.
       * @example user/1
       */
      next?: string
    }
    Consumer: {
      /**
       * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
       * @example user/1
       */
      consumer: string
      pending: number
      /** @description Since its last request. */
      idleMs: number
      /** @description Since it got entries; left out if it never did. */
      inactiveMs?: number
    }
    Lease: {
      /** @description Twelve hexadecimal digits. */
      id: string
      /** @description What keeping alive gives it, in milliseconds. */
      ttlMs: number
      /** Format: date-time */
      expiresAt: string
      /** @description Keys it owns. */
      keys: number
    }
    WatchKeysEvent:
      | {
          id?: string
          /** @constant */
          event: 'put'
          data: components['schemas']['KeyValue']
        }
      | {
          id?: string
          /** @constant */
          event: 'delete'
          data: {
            /**
             * @description A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.
             * @example user/1
             */
            key: string
            /** @description A revision of the store. */
            modRevision: number
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'progress'
          data: {
            /** @description Nothing up to here is still to come. */
            revision: number
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'damaged'
          /** @description Changes of these revisions are damaged on disk and may be missing: read the keys. The stream goes on. */
          data: {
            /** @description A revision of the store. */
            firstRevision: number
            /** @description A revision of the store. */
            lastRevision: number
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'lagged'
          data: {
            /** @description Watch again with this as `from`, or with the id of this event as Last-Event-ID. Inside a revision only the latter leaves out what was sent already. */
            resume: number
          }
        }
      | {
          id?: string
          /** @constant */
          event: 'closing'
          data: {
            /** @description Watch again with this as `from`, or with the id of this event as Last-Event-ID. Inside a revision only the latter leaves out what was sent already. */
            resume: number
          }
        }
    Compacted: {
      /** @description The oldest revision that can be read. */
      compactedRevision: number
    }
    Liveness: {
      /** @constant */
      status: 'up'
      build: string
      /** @description Empty if the image does not say it. */
      buildDate: string
      host: string
      /** @description Of the pod. */
      name?: string
      namespace?: string
      node?: string
      podIp?: string
      pid: number
      uptimeSeconds: number
      /** @description Processors it may use. */
      cpus: number
      /** @description Threads for file system calls and name look-ups. */
      poolThreads: number
      /** @description Threads for garbage collection and compilation. */
      v8Threads: number
      /** @description Memory it may use. */
      memoryBytes: number
      /** @description What its heap may grow to. */
      heapBytes: number
      /** @description What its memtable may hold. */
      memoryTableBytes: number
      /** @description What a flush of the memtable may hold besides. */
      flushBytesMax: number
      /** @description What bodies of requests and answers may take, all together. */
      bufferedBytesMax: number
    }
    Readiness: {
      /** @constant */
      status: 'ready'
    }
  }
  responses: {
    /** @description The request is malformed. */
    Malformed: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description Neither JSON nor XML is accepted. */
    NotAcceptable: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The request did not arrive in time. */
    Late: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description Expect asks for something other than 100-continue. */
    Expected: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The request breaks its contract; `errors` lists every violation. */
    Invalid: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The headers are too large. */
    HeadersTooLarge: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The service failed; its log has the details under the trace id. */
    Failed: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
    Unavailable: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description There was no answer in time. */
    Overdue: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The body is too large. */
    TooLarge: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The body has a media type or encoding that is not read here. */
    Unread: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The body has a transfer coding that is not read here. */
    UnreadTransfer: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description There was no answer in time; whether the write was executed is unknown. */
    OverdueWrite: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
    /** @description The disk is full; deletes and reads are still served. */
    DiskFull: {
      headers: {
        [name: string]: unknown
      }
      content: {
        'application/problem+json': components['schemas']['Problem']
        'application/problem+xml': components['schemas']['Problem']
      }
    }
  }
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  getKey: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        revision?: number
        /** @description Return the metadata instead of the value. */
        metadata?: 'true' | 'false'
      }
      header?: {
        /** @description Answer 412 if there is no such ETag any more. */
        'if-match'?: string
        /** @description Answer 304 if the representation still has this ETag. */
        'if-none-match'?: string
      }
      path: {
        /**
         * @description A key: 1 to 1024 bytes, percent-encoded. In a path, a slash in a key is %2F. A key that an answer shows can be given as it is shown: its %XX are not escaped again.
         * @example user/1
         */
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The value; or its metadata. */
      200: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
          'application/json': components['schemas']['Metadata']
          'application/xml': components['schemas']['Metadata']
        }
      }
      /** @description The value still has the ETag of If-None-Match. */
      304: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          Vary?: 'Accept'
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such key. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description The key is a stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      /** @description The revision is no longer held. */
      410: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      /** @description The condition does not hold; `modRevision` says what there is, 0 for nothing. */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  putKey: {
    parameters: {
      query?: {
        /** @description Remove the key after this time. */
        ttl?: string
        /** @description Remove the key with this lease. */
        lease?: string
      }
      header?: {
        /** @description Only if the key has one of these ETags; * for any. */
        'if-match'?: string
        /** @description Only if there is no such key. */
        'if-none-match'?: '*'
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description A key: 1 to 1024 bytes, percent-encoded. In a path, a slash in a key is %2F. A key that an answer shows can be given as it is shown: its %XX are not escaped again.
         * @example user/1
         */
        key: string
      }
      cookie?: never
    }
    /** @description The value: any bytes. */
    requestBody: {
      content: {
        /** @example paid */
        'text/plain': string
        'application/octet-stream': string
        '*/*': unknown
      }
    }
    responses: {
      /** @description Replaced. */
      200: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Metadata']
          'application/xml': components['schemas']['Metadata']
        }
      }
      /** @description Created. */
      201: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Metadata']
          'application/xml': components['schemas']['Metadata']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description The lease takes no more keys, or the key is a stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      /** @description The condition does not hold; `modRevision` says what there is, 0 for nothing. */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      /** @description The request breaks its contract, or there is no such lease. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  deleteKey: {
    parameters: {
      query?: never
      header?: {
        /** @description Only if the key has one of these ETags; * for any. */
        'if-match'?: string
        /** @description Only if there is no such key. */
        'if-none-match'?: '*'
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description A key: 1 to 1024 bytes, percent-encoded. In a path, a slash in a key is %2F. A key that an answer shows can be given as it is shown: its %XX are not escaped again.
         * @example user/1
         */
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such key. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      /** @description The condition does not hold; `modRevision` says what there is, 0 for nothing. */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getKeyHead: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        revision?: number
        /** @description Return the metadata instead of the value. */
        metadata?: 'true' | 'false'
      }
      header?: {
        /** @description Answer 412 if there is no such ETag any more. */
        'if-match'?: string
        /** @description Answer 304 if the representation still has this ETag. */
        'if-none-match'?: string
      }
      path: {
        /**
         * @description A key: 1 to 1024 bytes, percent-encoded. In a path, a slash in a key is %2F. A key that an answer shows can be given as it is shown: its %XX are not escaped again.
         * @example user/1
         */
        key: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The value; or its metadata. */
      200: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The value still has the ETag of If-None-Match. */
      304: {
        headers: {
          /** @description The modRevision, in quotes; of metadata followed by -json or -xml. */
          ETag: string
          Vary?: 'Accept'
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is no such key. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The key is a stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The revision is no longer held. */
      410: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The condition does not hold; `modRevision` says what there is, 0 for nothing. */
      412: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request breaks its contract; `errors` lists every violation. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  listKeys: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description Only keys that begin so. */
        prefix?: string
        /** @description From this key on, inclusive. */
        start?: string
        /** @description Up to this key, exclusive. */
        end?: string
        /** @description Keys in a page; 100 if left out. */
        limit?: number
        /** @description Where the page before ended. Says all the rest but `limit`. */
        cursor?: string
        order?: 'asc' | 'desc'
        /** @description Leave out the values. */
        keysOnly?: 'true' | 'false'
        /** @description Only count the keys; go on while there is a `cursor`. */
        countOnly?: 'true' | 'false'
        revision?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Page']
          'application/xml': components['schemas']['Page']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description The revision is no longer held. */
      410: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      /** @description There was no answer in time. Nothing was changed. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
    }
  }
  runTxn: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "compare": [
         *         {
         *           "key": "user/1",
         *           "target": "modRevision",
         *           "operator": ">",
         *           "number": 0
         *         }
         *       ],
         *       "then": [
         *         {
         *           "op": "put",
         *           "key": "user/1",
         *           "value": "shipped",
         *           "contentType": "text/plain"
         *         },
         *         {
         *           "op": "append",
         *           "stream": "orders",
         *           "fields": [
         *             {
         *               "name": "type",
         *               "value": "order.shipped"
         *             }
         *           ]
         *         },
         *         {
         *           "op": "range",
         *           "prefix": "user/",
         *           "limit": 10
         *         }
         *       ],
         *       "else": [
         *         {
         *           "op": "get",
         *           "key": "user/1"
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['Txn']
      }
    }
    responses: {
      /** @description Executed; `succeeded` tells which branch. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TxnResult']
          'application/xml': components['schemas']['TxnResult']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description A lease takes no more keys, a key is of another type, or an id is not above the last one of its stream. Nothing was executed. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      /** @description The request breaks its contract, a lease does not exist, or the gets would return too much. Nothing was executed. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getEntries: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        after?: string
        before?: string
        order?: 'asc' | 'desc'
        /** @description Entries in a page; 100 if left out. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['EntryPage']
          'application/xml': components['schemas']['EntryPage']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  appendEntries: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "entries": [
         *         {
         *           "fields": [
         *             {
         *               "name": "type",
         *               "value": "order.paid"
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['AppendRequest']
      }
    }
    responses: {
      /** @description Appended. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Appended']
          'application/xml': components['schemas']['Appended']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description The id is not above the last one of the stream, or there is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  tailEntries: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description From behind this id on; from now on if left out. 0-0 for all there is. */
        after?: string
        /**
         * @description End with `closing` after this time; never if left out.
         * @example 5s
         */
        timeout?: string
      }
      header?: {
        'last-event-id'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The stream of events. It ends when the client, or the service, closes it. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example id: 1735689600000-0
           *     event: start
           *     data: {"after":"1735689600000-0"}
           *
           *     id: 1735689600001-0
           *     event: entry
           *     data: {"id":"1735689600001-0","revision":7,"fields":[{"name":"type","value":"order.paid"}]}
           *
           *     id: 1735689600001-0
           *     event: closing
           *     data: {"after":"1735689600001-0"}
           */
          'text/event-stream': string
        }
      }
      400: components['responses']['Malformed']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  removeEntry: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /** @example 1735689600000-0 */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such entry. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getStream: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is known of the stream. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Stream']
          'application/xml': components['schemas']['Stream']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  deleteStream: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getStreamHead: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is known of the stream. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request breaks its contract; `errors` lists every violation. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  setRetention: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "retention": {
         *         "length": 1000000,
         *         "age": "7d"
         *       }
         *     }
         */
        'application/json': components['schemas']['StreamRequest']
      }
    }
    responses: {
      /** @description What is known of the stream. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Stream']
          'application/xml': components['schemas']['Stream']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  listStreams: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description From this name on. */
        start?: string
        /** @description Streams in a page; 100 if left out. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['StreamPage']
          'application/xml': components['schemas']['StreamPage']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  readGroup: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "consumer": "worker-1",
         *       "limit": 10,
         *       "wait": "1s"
         *     }
         */
        'application/json': components['schemas']['ReadGroupRequest']
      }
    }
    responses: {
      /** @description The entries; none if there are none. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Delivered']
          'application/xml': components['schemas']['Delivered']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream; or the group has as many consumers as it can have. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  acknowledgeEntries: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "ids": [
         *         "1735689600000-0"
         *       ]
         *     }
         */
        'application/json': components['schemas']['AcknowledgeRequest']
      }
    }
    responses: {
      /** @description Acknowledged. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['EntryCount']
          'application/xml': components['schemas']['EntryCount']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  giveBackEntries: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "ids": [
         *         "1735689600000-0"
         *       ],
         *       "reason": "fail"
         *     }
         */
        'application/json': components['schemas']['GiveBackRequest']
      }
    }
    responses: {
      /** @description Given back. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['EntryCount']
          'application/xml': components['schemas']['EntryCount']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  claimEntries: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "consumer": "worker-2",
         *       "minIdle": "1m",
         *       "limit": 10
         *     }
         */
        'application/json': components['schemas']['ClaimRequest']
      }
    }
    responses: {
      /** @description What the consumer has now. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Claimed']
          'application/xml': components['schemas']['Claimed']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream; or the group has as many consumers as it can have. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  listPending: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        after?: string
        /** @description Only what this consumer has. */
        consumer?: string
        /**
         * @description Only what was delivered so long ago, and what was given back: 30s, 5m or 1h.
         * @example 5m
         */
        minIdle?: string
        /** @description Entries in a page; 100 if left out. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PendingPage']
          'application/xml': components['schemas']['PendingPage']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  getGroup: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is known of the group. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Group']
          'application/xml': components['schemas']['Group']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  createGroup: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "after": "0-0"
         *     }
         */
        'application/json': components['schemas']['GroupRequest']
      }
    }
    responses: {
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      408: components['responses']['Late']
      /** @description The stream has such a group already, or as many as it can have, or there is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  deleteGroup: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getGroupHead: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What is known of the group. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request breaks its contract; `errors` lists every violation. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  configureGroup: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "redeliverAfter": "30s",
         *       "deadLetter": {
         *         "stream": "orders.dead",
         *         "maxDeliveries": 5
         *       }
         *     }
         */
        'application/json': components['schemas']['GroupSettingsRequest']
      }
    }
    responses: {
      /** @description What is known of the group. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Group']
          'application/xml': components['schemas']['Group']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      /** @description Dead letters would go to the stream itself. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  setGroupPosition: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "after": "0-0"
         *     }
         */
        'application/json': components['schemas']['GroupPositionRequest']
      }
    }
    responses: {
      /** @description What is known of the group. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Group']
          'application/xml': components['schemas']['Group']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  listGroups: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description From this name on. */
        start?: string
        /** @description Groups in a page; 100 if left out. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['GroupPage']
          'application/xml': components['schemas']['GroupPage']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  listConsumers: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description From this name on. */
        start?: string
        /** @description Consumers in a page; 100 if left out. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConsumerPage']
          'application/xml': components['schemas']['ConsumerPage']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  deleteConsumer: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /**
         * @description The name of a stream, percent-encoded. Streams and keys share their names.
         * @example orders
         */
        stream: string
        /**
         * @description The name of a group, percent-encoded.
         * @example billing
         */
        group: string
        /**
         * @description The name of a consumer, percent-encoded.
         * @example worker-1
         */
        consumer: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Removed. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['EntryCount']
          'application/xml': components['schemas']['EntryCount']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such stream, or it has no such group. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      /** @description There is a key of this name, which is no stream. */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  grantLease: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "ttl": "30s"
         *     }
         */
        'application/json': components['schemas']['LeaseRequest']
      }
    }
    responses: {
      /** @description Granted. */
      201: {
        headers: {
          /** @description Path of the lease. */
          Location: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Lease']
          'application/xml': components['schemas']['Lease']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getLease: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /** @description The id of a lease: twelve hexadecimal digits. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The lease. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Lease']
          'application/xml': components['schemas']['Lease']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such lease. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  keepLeaseAlive: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /** @description The id of a lease: twelve hexadecimal digits. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The lease. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Lease']
          'application/xml': components['schemas']['Lease']
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such lease. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  revokeLease: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path: {
        /** @description The id of a lease: twelve hexadecimal digits. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Revoked. */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      400: components['responses']['Malformed']
      /** @description There is no such lease. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  getLeaseHead: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
      }
      header?: never
      path: {
        /** @description The id of a lease: twelve hexadecimal digits. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The lease. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is no such lease. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request breaks its contract; `errors` lists every violation. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  watchKeys: {
    parameters: {
      query?: {
        /** @description Where several nodes share a log: `linearizable` sees everything that was answered before, `stale` what this node has; `SALES_NODE_READS` if left out. The answer to a stale read says in `Store-Revision` which revision that is at least, and in `Store-Staleness` how many milliseconds old at most. */
        consistency?: 'linearizable' | 'stale'
        /** @description How old what a stale read sees may be, like 500ms or 10s; any age if left out. */
        maxStaleness?: string
        /** @description A revision that the read has to see: one that another answer had. */
        minRevision?: number
        /** @description All keys that begin so. */
        prefix?: string
        /** @description This key only. */
        key?: string
        /** @description From this revision on; from now on if left out. */
        from?: number
        /**
         * @description End with `closing` after this time; never if left out.
         * @example 5s
         */
        timeout?: string
      }
      header?: {
        'last-event-id'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The stream of events. It ends when the client, or the service, closes it. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example id: 7
           *     event: put
           *     data: {"key":"user/1","createRevision":7,"modRevision":7,"version":1,"contentType":"text/plain","bytes":4,"value":"paid"}
           *
           *     id: 8
           *     event: delete
           *     data: {"key":"user/1","modRevision":8}
           *
           *     id: 8
           *     event: closing
           *     data: {"resume":9}
           */
          'text/event-stream': string
        }
      }
      400: components['responses']['Malformed']
      408: components['responses']['Late']
      /** @description The changes from there on are no longer held; `firstRevision` is the first that can be watched. */
      410: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  compact: {
    parameters: {
      query?: never
      header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect. */
        'idempotency-key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "revision": 1
         *     }
         */
        'application/json': components['schemas']['CompactRequest']
      }
    }
    responses: {
      /** @description Forgotten. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Compacted']
          'application/xml': components['schemas']['Compacted']
        }
      }
      /** @description The revision does not exist yet. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      413: components['responses']['TooLarge']
      415: components['responses']['Unread']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      501: components['responses']['UnreadTransfer']
      503: components['responses']['Unavailable']
      504: components['responses']['OverdueWrite']
      507: components['responses']['DiskFull']
    }
  }
  openapi: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
        }
      }
      400: components['responses']['Malformed']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  openapiHead: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  docs: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
        }
      }
      400: components['responses']['Malformed']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  docsHead: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description HTML. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  docsAsset: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @example favicon-32x32.png */
        file: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A script or a style sheet. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          '*/*': unknown
        }
      }
      400: components['responses']['Malformed']
      /** @description There is no such file. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      408: components['responses']['Late']
      417: components['responses']['Expected']
      422: components['responses']['Invalid']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  docsAssetHead: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @example favicon-32x32.png */
        file: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A script or a style sheet. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There is no such file. */
      404: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request breaks its contract; `errors` lists every violation. */
      422: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  liveness: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It runs. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Liveness']
          'application/xml': components['schemas']['Liveness']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      503: components['responses']['Unavailable']
      504: components['responses']['Overdue']
    }
  }
  livenessHead: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It runs. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service is busy, starting or stopping; Retry-After says when to try again. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  readiness: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Ready. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Readiness']
          'application/xml': components['schemas']['Readiness']
        }
      }
      400: components['responses']['Malformed']
      406: components['responses']['NotAcceptable']
      408: components['responses']['Late']
      417: components['responses']['Expected']
      431: components['responses']['HeadersTooLarge']
      500: components['responses']['Failed']
      /** @description Starting, draining, or the log does not answer. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
          'application/problem+xml': components['schemas']['Problem']
        }
      }
      504: components['responses']['Overdue']
    }
  }
  readinessHead: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Ready. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request is malformed. */
      400: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Neither JSON nor XML is accepted. */
      406: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request did not arrive in time. */
      408: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Expect asks for something other than 100-continue. */
      417: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The headers are too large. */
      431: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The service failed; its log has the details under the trace id. */
      500: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description Starting, draining, or the log does not answer. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description There was no answer in time. */
      504: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
}
