import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Chrome 109 is the last one on Windows 7, which offices still have. */
const OLDEST = "chrome109";

/** Where the parts begin that want the network, departments' and the office's above all: no device keeps what is reached through them alone. */
const ONLINE = ["/src/office/office.tsx", "/src/department/holding/ForUnit.tsx"];

/** Every file that a worker may come to need where there is no network: what is reached from the page without going through those. */
const kept = new Set<string>();

function partsOfWorkers(): Plugin {
  return {
    name: "parts-of-workers",
    generateBundle(_, bundle) {
      const ahead = Object.values(bundle).flatMap((each) => (each.type === "chunk" && each.isEntry ? [each.fileName] : []));
      for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
        const part = bundle[name];
        if (kept.has(name) || part?.type !== "chunk" || ONLINE.some((each) => part.facadeModuleId?.endsWith(each))) continue;
        kept.add(name);
        for (const style of part.viteMetadata?.importedCss ?? []) kept.add(style);
        ahead.push(...part.imports, ...part.dynamicImports);
      }
    },
  };
}

/** What every portal of antd's does after it was drawn, whether or not its container is another one by now. */
const SETTLES = "setInnerContainer(() =>";

/**
 * Has antd's portals draw again only where their container has changed.
 *
 * As they come they ask for it each time they are drawn. Where a computer is too slow to do so between two keys, a key that is
 * held down in a dialog ends as React's "maximum update depth exceeded": so in react-component/portal until 2.2.1 at least.
 */
function portalsAtRest(): Plugin {
  return {
    name: "portals-at-rest",
    transform(code, id) {
      if (!id.endsWith("@rc-component/portal/es/Portal.js")) return undefined;
      if (code.split(SETTLES).length !== 2) this.error("antd's portal is written in another way: see whether it still draws itself again each time");
      return code.replace(SETTLES, `if ((customizeContainer ?? null) !== innerContainer) ${SETTLES}`);
    },
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
    portalsAtRest(),
    partsOfWorkers(),
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
        manifestTransforms: [async (entries) => ({ manifest: entries.filter(({ url }) => !url.startsWith("assets/") || kept.has(url)), warnings: [] })],
        inlineWorkboxRuntime: true,
        navigateFallback: "./index.html",
        navigateFallbackDenylist: [/^\/api\//, /^\/schema/],
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
