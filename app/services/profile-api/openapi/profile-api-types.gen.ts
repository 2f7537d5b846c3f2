/* Made by make gen from the document. */
export interface paths {
  readonly '/v1/profiles': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List profiles in the order of their creation
     * @description By cursor: send the `next` of a page for the one that follows it. By offset: say how many are passed over, counted from the cursor if there is one. Profiles that come or go meanwhile move offsets, and no cursor.
     */
    readonly get: operations['listProfiles']
    readonly put?: never
    /** Create a profile */
    readonly post: operations['createProfile']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/profiles/search': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Find a profile by its e-mail address, however it is written
     * @description A POST, because URLs stand in logs of many programs.
     */
    readonly post: operations['searchProfiles']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/profiles/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read a profile */
    readonly get: operations['readProfile']
    /** Replace what a profile says */
    readonly put: operations['replaceProfile']
    readonly post?: never
    /** Delete a profile */
    readonly delete: operations['deleteProfile']
    readonly options?: never
    readonly head?: never
    /**
     * Change a part of what a profile says
     * @description A merge patch, RFC 7396. Addresses are replaced together; null removes all of them.
     */
    readonly patch: operations['patchProfile']
    readonly trace?: never
  }
  readonly '/v1/profiles/{id}/export': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Read everything that is known of a person
     * @description The profile, and the answers that are kept for retries. It may have been deleted, and answers be left.
     */
    readonly get: operations['exportProfile']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/profiles/{id}/erasure': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Erase everything that is known of a person
     * @description The profile, whatever its version, and the answers that are kept for retries: a creation that comes again afterwards gets 409, and creates nothing. Also where there is no profile, or no longer.
     */
    readonly post: operations['eraseProfile']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/liveness': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Whether the process runs */
    readonly get: operations['liveness']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/readiness': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Whether it should get traffic
     * @description Asks the database that is written to, within two seconds.
     */
    readonly get: operations['readiness']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    readonly Tags: string
    /**
     * @example {
     *       "email": "ada@example.org",
     *       "name": "Ada Lovelace",
     *       "addresses": [
     *         {
     *           "street": "12 St James Square",
     *           "city": "London",
     *           "postalCode": "SW1Y 4JH",
     *           "country": "GB"
     *         }
     *       ]
     *     }
     */
    readonly ProfileFields: {
      /** Format: email */
      readonly email: string
      readonly name: components['schemas']['Line']
      /** @description None if left out. */
      readonly addresses?: readonly components['schemas']['Address'][]
    }
    /**
     * @example {
     *       "name": "Ada, Countess of Lovelace"
     *     }
     */
    readonly ProfilePatch: {
      /** Format: email */
      readonly email?: string
      readonly name?: components['schemas']['Line']
      readonly addresses?: readonly components['schemas']['Address'][] | null
    }
    /**
     * @example {
     *       "email": "ADA@example.org"
     *     }
     */
    readonly ProfileSearch: {
      /** Format: email */
      readonly email: string
    }
    readonly Address: {
      readonly street: components['schemas']['Line']
      readonly city: components['schemas']['Line']
      readonly postalCode: string
      /** @description ISO 3166-1, two letters. */
      readonly country: string
    }
    /** @description Text without control characters. */
    readonly Line: string
    readonly Profile: {
      /** Format: uuid */
      readonly id: string
      readonly email: string
      readonly name: string
      readonly addresses: readonly components['schemas']['Address'][]
      readonly version: number
      /** Format: date-time */
      readonly createdAt: string
      /** Format: date-time */
      readonly updatedAt: string
    }
    readonly ProfilePage: {
      readonly profiles: readonly components['schemas']['Profile'][]
      /** @description The cursor of the page that follows; left out on the last one. */
      readonly next?: string
    }
    readonly ProfileExport: {
      readonly profile?: components['schemas']['Profile']
      /** @description What was answered to requests with an Idempotency-Key. */
      readonly answers: readonly {
        /** Format: date-time */
        readonly recordedAt: string
        readonly profile: components['schemas']['Profile']
      }[]
    }
    readonly Liveness: {
      /** @constant */
      readonly status: 'up'
      readonly build: string
      readonly host: string
      readonly pid: number
      readonly uptimeSeconds: number
    }
    readonly Readiness: {
      /** @constant */
      readonly status: 'ready'
      /**
       * @description One that is for development alone, or one that the settings name.
       * @enum {unknown}
       */
      readonly database: 'embedded' | 'external'
      readonly readers: readonly {
        readonly server: string
        /** @description Why it is not asked, if it is not: the writer stands in for it. */
        readonly leftOut?: string
      }[]
    }
    /** @description Problem details, RFC 9457. */
    readonly Problem: {
      readonly type: string
      /** @description The status in words. */
      readonly title: string
      readonly status: number
      /** @description Stable; what programs decide by. */
      readonly code: string
      /** @description What was found, what was wanted, what to do. */
      readonly detail: string
      /** @description Finds the request in logs and traces. */
      readonly traceId: string
      readonly errors?: readonly {
        readonly location: string
        readonly message: string
      }[]
    }
  }
  responses: {
    /** @description A problem, by its code. */
    readonly Problem: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly 'application/problem+json': components['schemas']['Problem']
        readonly 'application/problem+xml': components['schemas']['Problem']
      }
    }
  }
  parameters: {
    readonly id: string
    /** @description Makes a retry of this request get the first answer instead of a second effect, for 24 hours. */
    readonly idempotencyKey: string
    /** @description Only if the profile has one of these ETags; * for any. Without it the answer is 428. */
    readonly ifMatch: components['schemas']['Tags']
    /** @description Answer 304 if the profile still has this ETag. */
    readonly ifNoneMatch: components['schemas']['Tags']
    /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
    readonly databasePosition: string
  }
  requestBodies: {
    readonly ProfileFields: {
      readonly content: {
        readonly 'application/json': components['schemas']['ProfileFields']
      }
    }
  }
  headers: {
    /** @description The version, in quotes; of XML followed by -xml. */
    readonly ETag: string
    /** @description No cache keeps it. */
    readonly NotKept: 'no-store'
    /** @description Only the client's own cache may keep it, and asks with the ETag before each use whether it still holds. */
    readonly AskedAgain: 'private, no-cache'
  }
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  readonly listProfiles: {
    readonly parameters: {
      readonly query?: {
        /** @description How many a page has at most. */
        readonly limit?: number
        /** @description How many are passed over. */
        readonly offset?: number
        /** @description The `next` of the page before. */
        readonly cursor?: string
      }
      readonly header?: {
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The profiles. */
      readonly 200: {
        headers: {
          readonly 'Cache-Control': components['headers']['NotKept']
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ProfilePage']
          readonly 'application/xml': components['schemas']['ProfilePage']
        }
      }
      readonly 400: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly createProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect, for 24 hours. */
        readonly 'Idempotency-Key'?: components['parameters']['idempotencyKey']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: components['requestBodies']['ProfileFields']
    readonly responses: {
      /** @description It was created. */
      readonly 201: {
        headers: {
          readonly ETag: components['headers']['ETag']
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          /** @description Where it is. */
          readonly Location: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Profile']
          readonly 'application/xml': components['schemas']['Profile']
        }
      }
      readonly 409: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly searchProfiles: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['ProfileSearch']
      }
    }
    readonly responses: {
      /** @description The profiles. */
      readonly 200: {
        headers: {
          readonly 'Cache-Control': components['headers']['NotKept']
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ProfilePage']
          readonly 'application/xml': components['schemas']['ProfilePage']
        }
      }
      readonly 422: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly readProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Answer 304 if the profile still has this ETag. */
        readonly 'If-None-Match'?: components['parameters']['ifNoneMatch']
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The profile. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag']
          readonly 'Cache-Control': components['headers']['AskedAgain']
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Profile']
          readonly 'application/xml': components['schemas']['Profile']
        }
      }
      /** @description It still has this ETag. */
      readonly 304: {
        headers: {
          readonly ETag: components['headers']['ETag']
          readonly 'Cache-Control': components['headers']['AskedAgain']
          /** @description What else the answer depends on. */
          readonly Vary: 'Accept'
          readonly [name: string]: unknown
        }
        content?: never
      }
      readonly 404: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly replaceProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Only if the profile has one of these ETags; * for any. Without it the answer is 428. */
        readonly 'If-Match'?: components['parameters']['ifMatch']
      }
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody: components['requestBodies']['ProfileFields']
    readonly responses: {
      /** @description The profile as it is now. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag']
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Profile']
          readonly 'application/xml': components['schemas']['Profile']
        }
      }
      readonly 404: components['responses']['Problem']
      readonly 409: components['responses']['Problem']
      readonly 412: components['responses']['Problem']
      readonly 428: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly deleteProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Only if the profile has one of these ETags; * for any. Without it the answer is 428. */
        readonly 'If-Match'?: components['parameters']['ifMatch']
      }
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It is gone. */
      readonly 204: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content?: never
      }
      readonly 404: components['responses']['Problem']
      readonly 412: components['responses']['Problem']
      readonly 428: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly patchProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Only if the profile has one of these ETags; * for any. Without it the answer is 428. */
        readonly 'If-Match'?: components['parameters']['ifMatch']
      }
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/merge-patch+json': components['schemas']['ProfilePatch']
      }
    }
    readonly responses: {
      /** @description The profile as it is now. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag']
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Profile']
          readonly 'application/xml': components['schemas']['Profile']
        }
      }
      readonly 404: components['responses']['Problem']
      readonly 409: components['responses']['Problem']
      readonly 412: components['responses']['Problem']
      readonly 428: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly exportProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description What is known. */
      readonly 200: {
        headers: {
          readonly 'Cache-Control': components['headers']['NotKept']
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ProfileExport']
          readonly 'application/xml': components['schemas']['ProfileExport']
        }
      }
      readonly 404: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly eraseProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly id: components['parameters']['id']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Nothing is known. */
      readonly 204: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content?: never
      }
      readonly 422: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly liveness: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It runs. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Liveness']
          readonly 'application/xml': components['schemas']['Liveness']
        }
      }
      readonly 406: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly readiness: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Ready. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Readiness']
          readonly 'application/xml': components['schemas']['Readiness']
        }
      }
      readonly 406: components['responses']['Problem']
      readonly 503: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
}
