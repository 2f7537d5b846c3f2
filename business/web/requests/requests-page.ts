/** The page at /debug/requests: a line for each request, which opens to a waterfall of its spans and its wide event. */
import type { Span, Told } from './recent.ts'

const SITE = '/debug/requests'
/** A bar that would not be seen is drawn this wide, in percent. */
const BAR_MIN = 0.5

export function requestsPage(
  service: string,
  operations: readonly string[],
  requests: readonly Told[],
): string {
  const links = [
    link('', 'newest'),
    link('?outcome=under-way', 'under way'),
    link('?outcome=slow', 'slowest'),
    link('?outcome=failed', 'failed'),
    link('?outcome=refused', 'refused'),
    ...operations.map(name => link(`?outcome=slow&operation=${encodeURIComponent(name)}`, name)),
  ]
  const [only, ...others] = requests
  const rows =
    only && others.length === 0
      ? [requestRow(only, ' open')]
      : requests.map(one => requestRow(one, ''))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(service)}: requests</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
nav a { margin-right: 1rem; white-space: nowrap }
summary { font-family: monospace; display: grid; grid-template-columns: 24ch 13ch 3ch 1fr; gap: 0 1rem; cursor: pointer; overflow-wrap: anywhere }
summary .ms { text-align: right }
summary .failed { color: #b00020; font-weight: bold }
details { border-top: 1px solid #ccc; padding: .2rem 0 }
.spans { display: grid; grid-template-columns: 10ch 13ch 1fr; gap: 0 1rem; margin: .5rem 0; font-family: monospace }
.spans .ms { text-align: right }
.spans .name.inner { padding-left: 1rem }
.bar { background: #2b6cb0; height: .8rem; margin-top: .35rem }
.bar.inner { background: #90b8de }
.bar.failed { background: #b00020 }
small { overflow-wrap: anywhere }
pre { background: #eee; color: #111; padding: .5rem; overflow-x: auto }
</style>
</head>
<body>
<h1>${escaped(service)}: requests</h1>
<p>Requests that are under way for half a second or longer; of each operation, the slowest requests of the last hours, the last that failed and the last that were refused. Times are UTC.</p>
<nav>${links.join(' ')}</nav>
${rows.length > 0 ? rows.join('\n') : '<p>There are none.</p>'}
</body>
</html>
`
}

function requestRow(request: Told, open: '' | ' open'): string {
  const { time, traceId, operation, ms, spans, event } = request
  const status = 'status' in request ? String(request.status) : '…'
  const kind = status.startsWith('5') ? ' class="failed"' : ''
  return `<details${open}>
<summary><span>${time.replace('T', ' ').replace('Z', '')}</span><span class="ms">${milliseconds(ms)}</span><span${kind}>${status}</span><span>${escaped(operation)}</span></summary>
<div class="spans">
${spans.map(span => spanRow(span, ms)).join('\n')}
</div>
<pre>${escaped(JSON.stringify(event, undefined, 2))}</pre>
<p>${link(`?traceId=${traceId}`, 'all of this trace')}</p>
</details>`
}

function spanRow({ name, in: outer, startMs, ms, note, isFailed }: Span, ofMs: number): string {
  const share = (part: number): number => (ofMs > 0 ? Math.min(100, (part / ofMs) * 100) : 0)
  const width = Math.max(BAR_MIN, share(ms))
  const left = Math.min(share(startMs), 100 - width)
  const inner = outer === undefined ? '' : ' inner'
  const style = `margin-left: ${left.toFixed(2)}%; width: ${width.toFixed(2)}%`
  return (
    `<span class="name${inner}">${escaped(name)}</span><span class="ms">${milliseconds(ms)}</span>` +
    `<div><div class="bar${inner}${isFailed ? ' failed' : ''}" style="${style}"></div>` +
    `${note === undefined ? '' : `<small>${escaped(note)}</small>`}</div>`
  )
}

function link(query: string, text: string): string {
  return `<a href="${escaped(SITE + query)}">${escaped(text)}</a>`
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(3)} ms`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
