/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const readProfile_path = validate20
const schema31 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}
const formats0 = /^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

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
  validate20.errors = vErrors
  return errors === 0
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readProfile_header = validate21
const schema32 = {
  type: 'object',
  properties: { 'if-none-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}
const schema34 = {
  type: 'string',
  maxLength: 1000,
  pattern:
    '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
}
const func1 = require('ajv/dist/runtime/ucs2length').default
const pattern4 = new RegExp(
  '^(?:\\s*\\*\\s*|[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*"(?:\\s*,[\\s,]*(?:W/)?"[!#-~\\x80-\\xff]*")*[\\s,]*)$',
  'u',
)

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
      if (!(key0 === 'if-none-match')) {
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
        if (!pattern4.test(data0)) {
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
  validate21.errors = vErrors
  return errors === 0
}
validate21.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const replaceProfile_path = validate23
const schema35 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
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
  validate23.errors = vErrors
  return errors === 0
}
validate23.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const replaceProfile_header = validate24
const schema36 = {
  type: 'object',
  properties: { 'if-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}

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
        if (!pattern4.test(data0)) {
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
  validate24.errors = vErrors
  return errors === 0
}
validate24.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const deleteProfile_path = validate25
const schema38 = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
  required: ['id'],
  additionalProperties: false,
}

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
  validate25.errors = vErrors
  return errors === 0
}
validate25.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const deleteProfile_header = validate26
const schema39 = {
  type: 'object',
  properties: { 'if-match': { $ref: 'document#/components/schemas/Tags' } },
  required: [],
  additionalProperties: false,
}

function validate26(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate26.evaluated
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
        if (!pattern4.test(data0)) {
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
  validate26.errors = vErrors
  return errors === 0
}
validate26.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const validators: Validators = {
  readProfile_path,
  readProfile_header,
  replaceProfile_path,
  replaceProfile_header,
  deleteProfile_path,
  deleteProfile_header,
}
