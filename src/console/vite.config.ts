import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUT = fileURLToPath(new URL('../../dist/web/app', import.meta.url));

let folder = '';

/** Writes `.br` and `.gz` beside each asset once, so that the server compresses nothing per request. */
const compressed: Plugin = {
  name: 'compressed-assets',
  configResolved(config) {
    folder = resolve(config.root, config.build.outDir, 'assets');
  },
  closeBundle() {
    for (const name of readdirSync(folder).filter((one) => /\.(js|css)$/.test(one))) {
      const bytes = readFileSync(join(folder, name));
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes));
    }
  },
};

/** Staff pages under /app/. Built to dist/web/app, served by src/http/core/serve-console.ts. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/app/',
  plugins: [react(), compressed],
  // antd-mobile sits at the repository's root and would bring a second React, which shows an empty page.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2020',
    chunkSizeWarningLimit: 700,
    // Inlined files would need data: in the CSP.
    assetsInlineLimit: 0,
  },
});
