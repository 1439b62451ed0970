import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { boardsIn } from '../folder.ts'
import { style } from './style.ts'

/** The page that draws the dashboards, served on the loopback interface. */
export interface Page {
  readonly url: string
  close(): Promise<void>
}

/** Serves the generated dashboards in a folder with the data of a Prometheus. Port 0 takes a free one. */
export async function servePage(dashboards: string, prometheus: string, port = 0): Promise<Page> {
  const files = new Map([
    ['/', { type: 'text/html', body: html() }],
    ['/page.js', { type: 'text/javascript', body: await bundle() }],
    ['/boards.json', { type: 'application/json', body: JSON.stringify(boardsIn(dashboards)) }],
    ['/favicon.ico', { type: 'image/x-icon', body: '' }],
  ])
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    const file = files.get(path)
    if (file !== undefined) response.writeHead(200, { 'content-type': file.type }).end(file.body)
    else if (/^\/api\/v1\/query(_range)?$/.test(path)) void forward(`${prometheus}${path}`, request, response)
    else response.writeHead(404).end()
  })
  const bound = await listening(server, port)
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function forward(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.concat(chunks) })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  } catch (error) {
    response.writeHead(502).end(JSON.stringify({ status: 'error', error: String(error) }))
  }
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function bundle(): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dirname, 'main.ts')],
    target: 'browser',
    minify: true,
  })
  return (await built.outputs[0]?.text()) ?? ''
}

function html(): string {
  const chart = readFileSync(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'), 'utf8')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Windlass</title><style>${chart}${style}</style></head><body><nav></nav><main></main><script type="module" src="/page.js"></script></body></html>`
}
