/** The page begins: language, look, who is signed in, and what waits to be sent. */
import "./shell/style.css";
import "./shell/print.css";
import "./shell/nonce";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { registerSW } from "virtual:pwa-register";
import { keepSyncing } from "./local/syncing";
import { begin } from "./session/session";
import { Look } from "./shell/Look";
import { Shell } from "./shell/Shell";
import { LanguageProvider } from "./words/language";

// What this browser keeps answers when the network does not, so a request is made even where the browser says “offline”.
const queries = new QueryClient({
  defaultOptions: { queries: { networkMode: "always", retry: false, staleTime: 5_000, refetchOnWindowFocus: true } },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <Look>
          <Shell />
        </Look>
      </QueryClientProvider>
    </LanguageProvider>
  </StrictMode>,
);

void begin();
keepSyncing();
if ("serviceWorker" in navigator) registerSW({ immediate: true });
