import { defineConfig } from 'vitest/config';
import { vendor } from './tools/vendor.ts';
import { OLDEST, workerShell } from './tools/worker.ts';

/** Where `npm run dev` finds the running service. */
const SERVICE = process.env['JINGWEI_ADDRESS'] ?? 'http://127.0.0.1:8000';
const SERVED = [
  ...['registry', 'styles', 'tiles', 'collections', 'search', 'locate', 'health', 'ready', 'settings'],
  ...['coverage', 'gaps', 'housing', 'runs', 'work/pack', 'doors', 'incidents', 'photos', 'geocode', 'changes', 'session', 'sessions', 'setup', 'tokens', 'oidc'],
];

export default defineConfig({
  plugins: [vendor(), workerShell()],
  build: {
    target: OLDEST,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { index: 'index.html', analyst: 'analyst.html', desk: 'desk.html', 'sign-in': 'sign-in.html', work: 'work.html' },
    },
  },
  server: { proxy: Object.fromEntries(SERVED.map((path) => [`/${path}`, SERVICE])) },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', 'tools/**/*.test.ts'] },
});
