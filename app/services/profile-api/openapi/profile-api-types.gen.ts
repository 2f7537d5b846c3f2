/* Made by make gen from the document. */
export interface paths {
  readonly '/v1/profiles': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /** Create a profile */
    readonly post: operations['createProfile']
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
    /**
     * Read a profile
     * @description With readers of the database, what is read may be a little old.
     */
    readonly get: operations['readProfile']
    /** Replace what a profile says */
    readonly put: operations['replaceProfile']
    readonly post?: never
    /** Delete a profile */
    readonly delete: operations['deleteProfile']
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
     *       "name": "Ada Lovelace"
     *     }
     */
    readonly ProfileFields: {
      /** Format: email */
      readonly email: string
      /** @description Without control characters. */
      readonly name: string
    }
    readonly Profile: {
      /** Format: uuid */
      readonly id: string
      readonly email: string
      readonly name: string
      readonly version: number
      /** Format: date-time */
      readonly createdAt: string
      /** Format: date-time */
      readonly updatedAt: string
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
    /** @description Only if the profile has one of these ETags; * for any. Without it the answer is 428. */
    readonly ifMatch: components['schemas']['Tags']
    /** @description Answer 304 if the profile still has this ETag. */
    readonly ifNoneMatch: components['schemas']['Tags']
  }
  requestBodies: {
    readonly ProfileFields: {
      readonly content: {
        readonly 'application/json': components['schemas']['ProfileFields']
      }
    }
  }
  headers: {
    /** @description The version, in quotes. */
    readonly ETag: string
  }
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  readonly createProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: components['requestBodies']['ProfileFields']
    readonly responses: {
      /** @description It was created. */
      readonly 201: {
        headers: {
          readonly ETag: components['headers']['ETag']
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
  readonly readProfile: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Answer 304 if the profile still has this ETag. */
        readonly 'If-None-Match'?: components['parameters']['ifNoneMatch']
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
