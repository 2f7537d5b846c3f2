/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const putItem_path = validate20
const schema31 = {
  type: 'object',
  properties: { number: { type: 'integer', minimum: 1 } },
  required: ['number'],
  additionalProperties: false,
}

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
    if (data.number === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'number' },
        message: "must have required property '" + 'number' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'number')) {
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
    if (data.number !== undefined) {
      let data0 = data.number
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
            const err2 = {
              instancePath: instancePath + '/number',
              schemaPath: '#/properties/number/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
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
            data['number'] = coerced0
          }
        }
      }
      if (typeof data0 == 'number') {
        if (data0 < 1 || isNaN(data0)) {
          const err3 = {
            instancePath: instancePath + '/number',
            schemaPath: '#/properties/number/minimum',
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

export const putItem_query = validate21
const schema32 = {
  type: 'object',
  properties: { dry: { type: 'boolean', default: false } },
  required: [],
  additionalProperties: false,
}

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
    if (data.dry === undefined) {
      data.dry = false
    }
    for (const key0 in data) {
      if (!(key0 === 'dry')) {
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
    let data0 = data.dry
    if (typeof data0 !== 'boolean') {
      let dataType0 = typeof data0
      let coerced0 = undefined
      if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
        data0 = data0[0]
        dataType0 = typeof data0
        if (typeof data0 === 'boolean') {
          coerced0 = data0
        }
      }
      if (!(coerced0 !== undefined)) {
        if (data0 === 'false' || data0 === 0 || data0 === null) {
          coerced0 = false
        } else if (data0 === 'true' || data0 === 1) {
          coerced0 = true
        } else {
          const err1 = {
            instancePath: instancePath + '/dry',
            schemaPath: '#/properties/dry/type',
            keyword: 'type',
            params: { type: 'boolean' },
            message: 'must be boolean',
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
          data['dry'] = coerced0
        }
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err2]
    } else {
      vErrors.push(err2)
    }
    errors++
  }
  validate21.errors = vErrors
  return errors === 0
}
validate21.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putItem_header = validate22
const schema33 = {
  type: 'object',
  properties: { 'if-match': { type: 'string' } },
  required: [],
  additionalProperties: false,
}

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
              schemaPath: '#/properties/if-match/type',
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
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err2]
    } else {
      vErrors.push(err2)
    }
    errors++
  }
  validate22.errors = vErrors
  return errors === 0
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchItem_path = validate23
const schema34 = {
  type: 'object',
  properties: { number: { type: 'integer', minimum: 1 } },
  required: ['number'],
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
    if (data.number === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'number' },
        message: "must have required property '" + 'number' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'number')) {
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
    if (data.number !== undefined) {
      let data0 = data.number
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
            const err2 = {
              instancePath: instancePath + '/number',
              schemaPath: '#/properties/number/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
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
            data['number'] = coerced0
          }
        }
      }
      if (typeof data0 == 'number') {
        if (data0 < 1 || isNaN(data0)) {
          const err3 = {
            instancePath: instancePath + '/number',
            schemaPath: '#/properties/number/minimum',
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

export const countItems_query = validate24
const schema35 = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 3 } },
  required: [],
  additionalProperties: false,
}
const func1 = require('ajv/dist/runtime/ucs2length').default

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
      if (!(key0 === 'name')) {
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
    if (data.name !== undefined) {
      let data0 = data.name
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
              instancePath: instancePath + '/name',
              schemaPath: '#/properties/name/type',
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
            data['name'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (func1(data0) > 3) {
          const err2 = {
            instancePath: instancePath + '/name',
            schemaPath: '#/properties/name/maxLength',
            keyword: 'maxLength',
            params: { limit: 3 },
            message: 'must NOT have more than 3 characters',
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
  validate24.errors = vErrors
  return errors === 0
}
validate24.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const validators: Validators = {
  putItem_path,
  putItem_query,
  putItem_header,
  patchItem_path,
  countItems_query,
}
