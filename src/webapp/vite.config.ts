import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Chrome 109 is the last one on Windows 7, which offices still have. */
const OLDEST = "chrome109";

/** What only departments and the office use lies in files of that name: workers' devices neither load nor keep them. */
const OFFICE = "office";

function namesOfParts(): Plugin {
  const kept = new Set<string>();
  return {
    name: "names-of-parts",
    buildEnd() {
      // Everything that is reached without going through the office's frame; the bundler's own is everybody's.
      const ahead = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
      for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
        if (kept.has(id) || id.includes("/src/office/")) continue;
        kept.add(id);
        const known = this.getModuleInfo(id);
        ahead.push(...(known?.importedIds ?? []), ...(known?.dynamicallyImportedIds ?? []));
      }
    },
    outputOptions: (options) => ({
      ...options,
      chunkFileNames: ({ moduleIds, name }) =>
        `assets/${moduleIds.some((id) => kept.has(id) || id.startsWith("\0")) || name.startsWith(OFFICE) ? "" : `${OFFICE}-`}[name]-[hash].js`,
    }),
  };
}

export default defineConfig({
  base: "./",
  resolve: {
    // The form's descriptions are plain text; a renderer of Markdown would weigh more than the form.
    alias: { "markdown-to-jsx/react": fileURLToPath(new URL("src/form/plain.tsx", import.meta.url)) },
  },
  plugins: [
    react(),
    namesOfParts(),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: false,
      manifest: {
        name: "一表 Yibiao",
        short_name: "一表",
        lang: "zh-CN",
        theme_color: "#0b6259",
        background_color: "#f5f5f5",
        display: "standalone",
        start_url: "./",
        icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml" }],
      },
      workbox: {
        // What departments and the office use is fetched when it is opened; only workers go where there is no network.
        globPatterns: ["index.html", "icon.svg", "assets/*"],
        globIgnores: [`assets/${OFFICE}*`],
        inlineWorkboxRuntime: true,
        navigateFallback: "./index.html",
        navigateFallbackDenylist: [/^\/api\//, /^\/schema/, /^\/office/],
      },
    }),
  ],
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    outDir: "../yibiao/web/app",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
