import { defineConfig } from 'vitest/config';
import { vendor } from './tools/vendor.ts';

/** Where `npm run dev` finds the running service. */
const SERVICE = process.env['JINGWEI_ADDRESS'] ?? 'http://127.0.0.1:8000';
const SERVED = [
  ...['registry', 'styles', 'tiles', 'collections', 'search', 'locate', 'health', 'ready', 'settings'],
  ...['coverage', 'gaps', 'housing', 'runs'],
];

export default defineConfig({
  plugins: [vendor()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: ['index.html', 'analyst.html'] },
  },
  server: { proxy: Object.fromEntries(SERVED.map((path) => [`/${path}`, SERVICE])) },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', 'tools/**/*.test.ts'] },
});
