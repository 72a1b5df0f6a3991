import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Built into `dist/sandbox-ui`, served by the sandbox at `/`; `SANDBOX` lets `vite` talk to a running one. */
export default defineConfig({
  plugins: [react()],
  base: './',
  build: { outDir: '../../../dist/sandbox-ui', emptyOutDir: true, target: 'es2022' },
  server: { host: '127.0.0.1', proxy: { '/_sandbox': 'http://127.0.0.1:3900' } },
});
