import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `vite build src/graphiql`: a page of its own, so its 3 MB of editor never weigh on another page. */
export default defineConfig({
  base: '/graphiql/',
  plugins: [react()],
  // The language workers are modules that the server itself delivers; a CSP without `unsafe-eval` suffices.
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/public/graphiql',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Monaco is one large chunk; a warning is wanted only when it grows a good deal beyond that.
    chunkSizeWarningLimit: 4000,
    // GraphiQL titles its icons by the names of their components: "close icon" instead of "pb icon".
    rolldownOptions: { output: { keepNames: true } },
  },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
})
