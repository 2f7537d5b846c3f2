/**
 * What of Node's HTTP is more than types. An `import` of it loads the client behind `fetch` too, because that module has its
 * names: a tenth of a second of every start.
 */
export const http = process.getBuiltinModule('node:http')
