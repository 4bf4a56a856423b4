import optimizeLocales from '@react-aria/optimize-locales-plugin';
import { lingui } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import tailwindcss from '@tailwindcss/vite';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { chunks } from './tools/build/chunks.ts';
import { linguiMacros } from './tools/build/lingui-macros.ts';
import { precompress } from './tools/build/precompress.ts';
import { routing } from './tools/build/routing.mjs';

const api = process.env['MERIDIAN_API'] ?? 'http://127.0.0.1:8000';

const proxy = { '/v1': api, '/healthz': api, '/readyz': api };

export default defineConfig({
  plugins: [
    tanstackRouter({ ...routing, target: 'react' }),
    babel({ presets: [linguiMacros] }),
    react(),
    lingui({ failOnMissing: process.env['NODE_ENV'] === 'production' }),
    tailwindcss(),
    { ...optimizeLocales.vite({ locales: ['en-US', 'zh-CN'] }), enforce: 'pre' },
    precompress(),
  ],
  resolve: { tsconfigPaths: true },
  optimizeDeps: { entries: ['src/**/*.{ts,tsx}', '!src/**/*.test.*'] },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: {
    target: ['chrome125', 'edge125', 'firefox128', 'safari18'],
    manifest: true,
    sourcemap: false,
    // What a screen's code imports it asks for itself: a list of that for every screen would weigh on each first visit.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, dependencies, { hostType }) =>
        hostType === 'html' ? dependencies : dependencies.filter((each) => each.endsWith('.css')),
    },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [...chunks] } } },
  },
  test: { include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'], environment: 'node' },
});
