import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** `vite build src/dashboard`: every screen but the sign-in page and the layout is a chunk of its own. */
export default defineConfig({
  base: '/',
  plugins: [react(), onlyOurLanguages()],
  build: {
    outDir: '../../dist/public/dashboard',
    emptyOutDir: true,
    // scripts/check-page-weight.js adds up what a page loads.
    manifest: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000', '/readyz': 'http://127.0.0.1:4000' } },
})

/** React Aria carries its few sentences in 34 languages; those that the dashboard does not speak are left out. */
function onlyOurLanguages(): Plugin {
  return {
    name: 'only-our-languages',
    enforce: 'pre',
    load(id) {
      const [, language] =
        /\/react-(?:aria|stately|aria-components)\/.*\/([a-z]{2})-[A-Z]{2}\.(?:m?js)$/.exec(id) ?? []
      return language && language !== 'en' && language !== 'de' ? 'export default {}' : undefined
    },
  }
}
