import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const host = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (!id.includes('node_modules')) return undefined;
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
          if (id.includes('node_modules/@tanstack/')) return 'tanstack';
          if (id.includes('node_modules/uplot/')) return 'uplot';
          return 'mantine';
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: host, ws: true },
      '/health': host,
      '/metrics': host,
      '/openapi': host,
      '/sign-in': {
        target: host,
        bypass: (request) => (request.url?.includes('token=') ? undefined : '/index.html'),
      },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
