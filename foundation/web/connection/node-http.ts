/** What of Node's HTTP is more than types: see `httpAsTypes` of eslint.config.js. */
export const http = process.getBuiltinModule('node:http')
