/** The page at /debug/pprof/: what there is, and how to look at it. */
import { SECONDS_DEFAULT } from './pprof-contract.ts'

type Row = { readonly link: string; readonly what: string; readonly how?: string }

const SECONDS = `seconds=${String(SECONDS_DEFAULT)}`
/** What stands for the address of the service, and how one looks that may stand in a page and on a command line. */
const HOST = 'HOST:PORT'
const HOST_SHAPE = /^[\w.:[\]-]+$/
const SITE = `http://${HOST}/debug/pprof`

const ROWS: readonly Row[] = [
  {
    link: `profile?${SECONDS}`,
    what: 'Where the main thread spends its time, sampled a hundred times a second.',
    how: `go tool pprof -http=: '${SITE}/profile?${SECONDS}'`,
  },
  {
    link: 'heap',
    what: 'What lives in memory, by where it was allocated since the service was ready; a sample each 512 KiB.',
    how: `go tool pprof -http=: ${SITE}/heap`,
  },
  {
    link: `allocs?${SECONDS}`,
    what: 'What is allocated in that time, whether it lives or not. The heap profile starts from zero afterwards.',
    how: `go tool pprof -sample_index=alloc_space -http=: '${SITE}/allocs?${SECONDS}'`,
  },
  {
    link: 'handles',
    what: 'What the event loop waits for: sockets, timers, file system calls. goroutine is the same for Go’s tools.',
  },
  {
    link: `trace?${SECONDS}`,
    what: 'What Node and V8 do, event by event: collections, file system calls, timers. Open it in Perfetto.',
  },
  { link: 'cmdline', what: 'How the service was started, secrets masked.' },
]

const SNAPSHOT: Row = {
  link: 'heapsnapshot',
  what: 'Every object in memory, for the Memory tab of Chrome’s developer tools. Stops the service for seconds.',
}

const OTHERS: readonly Row[] = [
  {
    link: '/debug/requests',
    what: 'The slowest and the failed requests, and where their time went.',
  },
  { link: '/debug/vars', what: 'Figures, for expvarmon and the metrics service.' },
  { link: '/metrics', what: 'Metrics, for Prometheus.' },
  {
    link: '/debug/loglevel',
    what: 'Log levels by component.',
    how: `curl -X PUT 'http://${HOST}/debug/loglevel?level=debug&component=main&for=5m'`,
  },
]

/** `host` is the address that the page was asked for by. */
export function pprofPage(
  service: string,
  host: string | undefined,
  allowsHeapSnapshot: boolean,
): string {
  const rowOf = (row: Row): string => rowText(row, HOST_SHAPE.test(host ?? '') ? host : HOST)
  const snapshot = allowsHeapSnapshot
    ? rowOf(SNAPSHOT)
    : `<dt>${SNAPSHOT.link}</dt><dd>${SNAPSHOT.what} Off: --debug-heap-snapshot=on allows it.</dd>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${service}: profiles</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
dt { font-family: monospace; margin-top: 1rem }
dd { margin-left: 1.5rem }
code { background: #eee; color: #111; padding: 0 .2rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>${service}</h1>
<p>One profile is taken at a time; closing the connection ends it. The main thread is seen, other threads are not.</p>
<h2>Profiles</h2>
<dl>
${[...ROWS.map(rowOf), snapshot].join('\n')}
</dl>
<h2>Besides</h2>
<dl>
${OTHERS.map(rowOf).join('\n')}
</dl>
</body>
</html>
`
}

function rowText({ link, what, how }: Row, host = HOST): string {
  const href = link.replaceAll('&', '&amp;')
  const command = how === undefined ? '' : `<br><code>${escaped(how.replace(HOST, host))}</code>`
  return `<dt><a href="${href}">${href}</a></dt><dd>${what}${command}</dd>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
