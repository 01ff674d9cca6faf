import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** What is smaller gains nothing. */
const MIN_COMPRESSED_BYTES = 1024;

/** Beside each script and style sheet the same as `.br` and `.gz`, so that subscription-api compresses nothing. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  // Only what is written is final: Vite still changes the code when bundles are generated.
  writeBundle({ dir = '' }, bundle) {
    for (const { fileName } of Object.values(bundle)) {
      const path = join(dir, fileName);
      const content = readFileSync(path);
      if (!/\.(js|css|svg)$/.test(fileName) || content.length < MIN_COMPRESSED_BYTES) continue;
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

/** The console as static files, which subscription-api serves: see its `console/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [compressed],
  build: {
    outDir: '../../dist/apps/console',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need leave of the content policy, and is not cached.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      onLog(level, log, tell) {
        // Mantine marks its files for frameworks that render on a server.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log);
      },
    },
  },
  // `npx vite apps/console` beside a running stack.
  server: { proxy: { '/v1': process.env.CAREHOOK_API ?? 'http://127.0.0.1:3000' } },
});
