import { createHash } from 'node:crypto'

const style = `
  :root {
    color-scheme: light dark;
    --text: light-dark(#252d3d, #e8ecf4);
    --quiet: light-dark(#56617a, #a9b4c9);
    --accent: light-dark(#0f6b66, #6fd0c7);
    background: light-dark(#f4f5f8, #171d29);
    color: var(--text);
    font: 17px/1.55 system-ui, sans-serif;
  }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
  main { box-sizing: border-box; max-width: 38rem; padding: 2rem 1.5rem 4rem; }
  svg { display: block; width: 56px; height: 56px; }
  h1 { margin: 1rem 0 0.25rem; font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; }
  p { margin: 0 0 1rem; }
  .lead { color: var(--quiet); font-size: 1.15rem; }
  .start {
    display: inline-block; margin-top: 0.5rem; padding: 0.6rem 1.1rem; border-radius: 8px;
    background: var(--accent); color: light-dark(#fff, #10211f); font-weight: 600; text-decoration: none;
  }
  .start:hover { text-decoration: underline; }
  a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
  dl {
    display: grid; grid-template-columns: max-content 1fr; gap: 0.4rem 1.25rem; margin: 2rem 0 0;
    padding-top: 1.25rem; border-top: 1px solid light-dark(#d8dce5, #333f56); font-size: 0.95rem;
  }
  dt { font-weight: 600; }
  dd { margin: 0; color: var(--quiet); }
  code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
  @media (max-width: 30rem) {
    dl { grid-template-columns: 1fr; gap: 0.1rem; }
    dd { margin-bottom: 0.7rem; }
  }
`

const key = `<rect width="32" height="32" rx="7" fill="#0f6b66"/>
<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">
<circle cx="11" cy="16" r="4.7"/><path d="M15.7 16H26m-4 0v4.2M26 16v3"/></g>`

const icon = encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${key}</svg>`)

/** What is shown at `/` as long as there is no dashboard. */
export const homePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Latchkey</title>
<link rel="icon" href="data:image/svg+xml,${icon}">
<style>${style}</style>
</head>
<body>
<main>
<svg viewBox="0 0 32 32" aria-hidden="true">${key}</svg>
<h1>Latchkey</h1>
<p class="lead">Personal access tokens for the platform API.</p>
<p>One account holds many tokens. Each opens exactly the API methods that its owner ticked,
until its date or until it is removed.</p>
<p><a class="start" href="/graphiql">Open GraphiQL</a></p>
<dl>
<dt>GraphQL</dt><dd><code>POST /graphql</code></dd>
<dt>REST</dt><dd><code>/1.0/&lt;service&gt;/rest/&lt;method&gt;</code></dd>
<dt>Credential</dt><dd><code>Authorization: Bearer &lt;session or token&gt;</code></dd>
</dl>
</main>
</body>
</html>
`

/** Nothing may load or run on this page but its own style sheet, known by its hash. */
export const homePagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
