/** How the page looks. */
export const style = `
body { margin: 0; font: 13px system-ui, sans-serif; background: #f4f5f7; color: #222 }
nav { display: flex; gap: 18px; padding: 10px 14px; background: #fff; border-bottom: 1px solid #ddd }
nav a { color: #555; text-decoration: none } nav a.here { color: #111; font-weight: 600 }
main { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: 27px; gap: 6px; padding: 10px }
section { min-width: 0; overflow: hidden; background: #fff; border: 1px solid #e1e3e6; border-radius: 4px; padding: 6px 8px; display: flex; flex-direction: column }
section.row { background: none; border: none; padding: 4px 2px; font-weight: 600; font-size: 15px }
section.text { background: none; border: none; padding: 2px; color: #7a4b00 }
h3 { margin: 0 0 4px; font-size: 12px; font-weight: 600 }
.inner { flex: 1; min-height: 0; overflow: hidden }
.stat .inner { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-around }
div.stat { font-size: 30px; font-weight: 600; text-align: center } div.stat small { display: block; font-size: 10px; color: #666; font-weight: 400 }
table { border-collapse: collapse; width: 100%; font-size: 11px } th, td { text-align: left; padding: 2px 6px; border-bottom: 1px solid #eee } th { color: #666; font-weight: 500 }
td:last-child, th:last-child { text-align: right }
.legend { display: flex; flex-wrap: wrap; gap: 2px 10px; font-size: 10px; color: #444; overflow: hidden }
.legend span::before { content: ''; display: inline-block; width: 10px; height: 3px; margin-right: 4px; vertical-align: middle; background: var(--color) }
section[data-state=empty] .inner { color: #999; display: grid; place-items: center }
`
