/** The page that is open: it begins at its top, loads when it is opened, and says so where it cannot be drawn. */
import { Button } from "antd";
import { Component, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Unreachable } from "../api/client";
import { useSpeech } from "../words/language";
import { useRoute } from "./route";
import { Notices } from "./Notices";
import { Refusal } from "./Said";
import { Viewing } from "./Viewing";
import { Waiting } from "./Waiting";

/** What *children* draw; another *page* is drawn anew, the same one may change its place. */
export function Opened({ page, children }: { page: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const place = useRoute().join("/");
  const before = useRef(place);
  useEffect(() => {
    // Another page begins at its top; a keyboard and a screen reader go on from there.
    if (before.current !== place) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    before.current = place;
  }, [place]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <Viewing />
      <Notices />
      <Caught key={page}>
        <Suspense fallback={<Waiting />}>{children}</Suspense>
      </Caught>
    </main>
  );
}

/** Past the menu, for a keyboard. */
export function Skip() {
  const { t } = useSpeech();
  return (
    <a className="skip" href="#main" onClick={toMain}>
      {t("skip")}
    </a>
  );
}

function toMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** A page that cannot be drawn says so, and the others go on. */
class Caught extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    // A part of the program that was not there yet cannot be loaded without a network.
    const lost = /dynamically imported|Failed to fetch|Importing/.test(error.message);
    return (
      <div className="stack">
        <Refusal error={lost ? new Unreachable() : error} />
        <Again again={() => location.reload()} />
      </div>
    );
  }
}

function Again({ again }: { again: () => void }) {
  const { t } = useSpeech();
  return <Button onClick={again}>{t("retry")}</Button>;
}
