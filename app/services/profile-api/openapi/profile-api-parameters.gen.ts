/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const listProfiles_query = validate20
const schema31 = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    offset: { type: 'integer', minimum: 0, maximum: 10000, default: 0 },
    cursor: { type: 'string', maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' },
  },
  required: [],
  additionalProperties: false,
}
const func1 = require('ajv/dist/runtime/ucs2length').default
const pattern4 = new RegExp('^[A-Za-z0-9_-]+$', 'u')

function validate20(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate20.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.limit === undefined) {
      data.limit = 20
    }
    if (data.offset === undefined) {
      data.offset = 0
    }
    for (const key0 in data) {
      if (!(key0 === 'limit' || key0 === 'offset' || key0 === 'cursor')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    let data0 = data.limit
    if (!(typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0))) {
      let dataType0 = typeof data0
      let coerced0 = undefined
      if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
        data0 = data0[0]
        dataType0 = typeof data0
        if (typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0)) {
          coerced0 = data0
        }
      }
      if (!(coerced0 !== undefined)) {
        if (
          dataType0 === 'boolean' ||
          data0 === null ||
          (dataType0 === 'string' && data0 && data0 == +data0 && !(data0 % 1))
        ) {
          coerced0 = +data0
        } else {
          const err1 = {
            instancePath: instancePath + '/limit',
            schemaPath: '#/properties/limit/type',
            keyword: 'type',
            params: { type: 'integer' },
            message: 'must be integer',
          }
          if (vErrors === null) {
            vErrors = [err1]
          } else {
            vErrors.push(err1)
          }
          errors++
        }
      }
      if (coerced0 !== undefined) {
        data0 = coerced0
        if (data !== undefined) {
          data['limit'] = coerced0
        }
      }
    }
    if (typeof data0 == 'number') {
      if (data0 > 100 || isNaN(data0)) {
        const err2 = {
          instancePath: instancePath + '/limit',
          schemaPath: '#/properties/limit/maximum',
          keyword: 'maximum',
          params: { comparison: '<=', limit: 100 },
          message: 'must be <= 100',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
      if (data0 < 1 || isNaN(data0)) {
        const err3 = {
          instancePath: instancePath + '/limit',
          schemaPath: '#/properties/limit/minimum',
          keyword: 'minimum',
          params: { comparison: '>=', limit: 1 },
          message: 'must be >= 1',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    let data1 = data.offset
    if (!(typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1))) {
      let dataType1 = typeof data1
      let coerced1 = undefined
      if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
        data1 = data1[0]
        dataType1 = typeof data1
        if (typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1)) {
          coerced1 = data1
        }
      }
      if (!(coerced1 !== undefined)) {
        if (
          dataType1 === 'boolean' ||
          data1 === null ||
          (dataType1 === 'string' && data1 && data1 == +data1 && !(data1 % 1))
        ) {
          coerced1 = +data1
        } else {
          const err4 = {
            instancePath: instancePath + '/offset',
            schemaPath: '#/properties/offset/type',
            keyword: 'type',
            params: { type: 'integer' },
            message: 'must be integer',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
      if (coerced1 !== undefined) {
        data1 = coerced1
        if (data !== undefined) {
          data['offset'] = coerced1
        }
      }
    }
    if (typeof data1 == 'number') {
      if (data1 > 10000 || isNaN(data1)) {
        const err5 = {
          instancePath: instancePath + '/offset',
          schemaPath: '#/properties/offset/maximum',
          keyword: 'maximum',
          params: { comparison: '<=', limit: 10000 },
          message: 'must be <= 10000',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
      if (data1 < 0 || isNaN(data1)) {
        const err6 = {
          instancePath: instancePath + '/offset',
          schemaPath: '#/properties/offset/minimum',
          keyword: 'minimum',
          params: { comparison: '>=', limit: 0 },
          message: 'must be >= 0',
        }
        if (vErrors === null) {
          vErrors = [err6]
        } else {
          vErrors.push(err6)
        }
        errors++
      }
    }
    if (data.cursor !== undefined) {
      let data2 = data.cursor
      if (typeof data2 !== 'string') {
        let dataType2 = typeof data2
        let coerced2 = undefined
        if (dataType2 == 'object' && Array.isArray(data2) && data2.length == 1) {
          data2 = data2[0]
          dataType2 = typeof data2
          if (typeof data2 === 'string') {
            coerced2 = data2
          }
        }
        if (!(coerced2 !== undefined)) {
          if (dataType2 == 'number' || dataType2 == 'boolean') {
            coerced2 = '' + data2
          } else if (data2 === null) {
            coerced2 = ''
          } else {
            const err7 = {
              instancePath: instancePath + '/cursor',
              schemaPath: '#/properties/cursor/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err7]
            } else {
              vErrors.push(err7)
            }
            errors++
          }
        }
        if (coerced2 !== undefined) {
          data2 = coerced2
          if (data !== undefined) {
            data['cursor'] = coerced2
          }
        }
      }
      if (typeof data2 === 'string') {
        if (func1(data2) > 200) {
          const err8 = {
            instancePath: instancePath + '/cursor',
            schemaPath: '#/properties/cursor/maxLength',
            keyword: 'maxLength',
            params: { limit: 200 },
            message: 'must NOT have more than 200 characters',
          }
          if (vErrors === null) {
            vErrors = [err8]
          } else {
            vErrors.push(err8)
          }
          errors++
        }
        if (!pattern4.test(data2)) {
          const err9 = {
            instancePath: instancePath + '/cursor',
            schemaPath: '#/properties/cursor/pattern',
            keyword: 'pattern',
            params: { pattern: '^[A-Za-z0-9_-]+$' },
            message: 'must match pattern "' + '^[A-Za-z0-9_-]+$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err9]
          } else {
            vErrors.push(err9)
          }
          errors++
        }
      }
    }
  } else {
    const err10 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err10]
    } else {
      vErrors.push(err10)
    }
    errors++
  }
  validate20.errors = vErrors
  return errors === 0
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listProfiles_header = validate21
const schema32 = {
  type: 'object',
  properties: { 'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' } },
  required: [],
  additionalProperties: false,
}
const pattern5 = new RegExp('^[0-9A-F]{1,8}/[0-9A-F]{1,8}$', 'u')

function validate21(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate21.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['database-position'] !== undefined) {
      let data0 = data['database-position']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['database-position'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern5.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err3]
    } else {
      vErrors.push(err3)
    }
    errors++
  }
  validate21.errors = vErrors
  return errors === 0
}
validate21.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const createProfile_header = validate22
const schema33 = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' } },
  required: [],
  additionalProperties: false,
}
const pattern6 = new RegExp('^[\\x21-\\x7e]{1,255}$', 'u')

function validate22(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate22.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'idempotency-key')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['idempotency-key'] !== undefined) {
      let data0 = data['idempotency-key']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/idempotency-key',
              schemaPath: '#/properties/idempotency-key/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['idempotency-key'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern6.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/idempotency-key',
            schemaPath: '#/properties/idempotency-key/pattern',
            keyword: 'pattern',
            params: { pattern: '^[\\x21-\\x7e]{1,255}$' },
            message: 'must match pattern "' + '^[\\x21-\\x7e]{1,255}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err3]
    } else {
      vErrors.push(err3)
    }
    errors++
  }
  validate22.errors = vErrors
  return errors === 0
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const searchProfiles_header = validate23
const schema34 = {
  type: 'object',
  properties: { 'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' } },
  required: [],
  additionalProperties: false,
}

function validate23(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate23.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['database-position'] !== undefined) {
      let data0 = data['database-position']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['database-position'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern5.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err3]
    } else {
      vErrors.push(err3)
    }
    errors++
  }
  validate23.errors = vErrors
  return errors === 0
}
validate23.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readProfile_path = validate24
const schema35 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}
const formats0 = /^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function validate24(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate24.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate24.errors = vErrors
  return errors === 0
}
validate24.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readProfile_header = validate25
const schema36 = {
  type: 'object',
  properties: {
    'if-none-match': { $ref: 'document#/components/schemas/Tags' },
    'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
  },
  required: [],
  additionalProperties: false,
}
const schema38 = {
  type: 'string',
  maxLength: 1000,
  pattern:
    '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
}
const pattern8 = new RegExp(
  '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
  'u',
)

function validate25(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate25.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'if-none-match' || key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['if-none-match'] !== undefined) {
      let data0 = data['if-none-match']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/if-none-match',
              schemaPath: 'document#/components/schemas/Tags/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['if-none-match'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (func1(data0) > 1000) {
          const err2 = {
            instancePath: instancePath + '/if-none-match',
            schemaPath: 'document#/components/schemas/Tags/maxLength',
            keyword: 'maxLength',
            params: { limit: 1000 },
            message: 'must NOT have more than 1000 characters',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/if-none-match',
            schemaPath: 'document#/components/schemas/Tags/pattern',
            keyword: 'pattern',
            params: {
              pattern:
                '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
            },
            message:
              'must match pattern "' +
              '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$' +
              '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
    if (data['database-position'] !== undefined) {
      let data1 = data['database-position']
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err4 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err4]
            } else {
              vErrors.push(err4)
            }
            errors++
          }
        }
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['database-position'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!pattern5.test(data1)) {
          const err5 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
      }
    }
  } else {
    const err6 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err6]
    } else {
      vErrors.push(err6)
    }
    errors++
  }
  validate25.errors = vErrors
  return errors === 0
}
validate25.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const replaceProfile_path = validate27
const schema39 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

function validate27(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate27.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate27.errors = vErrors
  return errors === 0
}
validate27.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const replaceProfile_header = validate28
const schema40 = {
  type: 'object',
  properties: { 'if-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}

function validate28(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate28.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'if-match')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['if-match'] !== undefined) {
      let data0 = data['if-match']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/if-match',
              schemaPath: 'document#/components/schemas/Tags/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['if-match'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (func1(data0) > 1000) {
          const err2 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/maxLength',
            keyword: 'maxLength',
            params: { limit: 1000 },
            message: 'must NOT have more than 1000 characters',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/pattern',
            keyword: 'pattern',
            params: {
              pattern:
                '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
            },
            message:
              'must match pattern "' +
              '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$' +
              '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate28.errors = vErrors
  return errors === 0
}
validate28.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchProfile_path = validate29
const schema42 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

function validate29(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate29.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate29.errors = vErrors
  return errors === 0
}
validate29.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchProfile_header = validate30
const schema43 = {
  type: 'object',
  properties: { 'if-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}

function validate30(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate30.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'if-match')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['if-match'] !== undefined) {
      let data0 = data['if-match']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/if-match',
              schemaPath: 'document#/components/schemas/Tags/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['if-match'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (func1(data0) > 1000) {
          const err2 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/maxLength',
            keyword: 'maxLength',
            params: { limit: 1000 },
            message: 'must NOT have more than 1000 characters',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/pattern',
            keyword: 'pattern',
            params: {
              pattern:
                '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
            },
            message:
              'must match pattern "' +
              '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$' +
              '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate30.errors = vErrors
  return errors === 0
}
validate30.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const deleteProfile_path = validate31
const schema45 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

function validate31(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate31.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate31.errors = vErrors
  return errors === 0
}
validate31.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const deleteProfile_header = validate32
const schema46 = {
  type: 'object',
  properties: { 'if-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}

function validate32(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate32.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'if-match')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['if-match'] !== undefined) {
      let data0 = data['if-match']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/if-match',
              schemaPath: 'document#/components/schemas/Tags/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['if-match'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (func1(data0) > 1000) {
          const err2 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/maxLength',
            keyword: 'maxLength',
            params: { limit: 1000 },
            message: 'must NOT have more than 1000 characters',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/if-match',
            schemaPath: 'document#/components/schemas/Tags/pattern',
            keyword: 'pattern',
            params: {
              pattern:
                '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
            },
            message:
              'must match pattern "' +
              '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$' +
              '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate32.errors = vErrors
  return errors === 0
}
validate32.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const exportProfile_path = validate33
const schema48 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

function validate33(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate33.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate33.errors = vErrors
  return errors === 0
}
validate33.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const eraseProfile_path = validate34
const schema49 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

function validate34(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate34.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.id === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'id')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.id !== undefined) {
      let data0 = data.id
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/id',
              schemaPath: '#/properties/id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['id'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/id',
            schemaPath: '#/properties/id/format',
            keyword: 'format',
            params: { format: 'uuid' },
            message: 'must match format "' + 'uuid' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate34.errors = vErrors
  return errors === 0
}
validate34.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const validators: Validators = {
  listProfiles_query,
  listProfiles_header,
  createProfile_header,
  searchProfiles_header,
  readProfile_path,
  readProfile_header,
  replaceProfile_path,
  replaceProfile_header,
  patchProfile_path,
  patchProfile_header,
  deleteProfile_path,
  deleteProfile_header,
  exportProfile_path,
  eraseProfile_path,
}
