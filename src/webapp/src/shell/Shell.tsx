/** The frame: who is signed in, which unit, the tabs; below it the page that the address names. */
import { Button, Spin } from "antd";
import { Component, lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Unreachable } from "../api/client";
import { asks, fills } from "../session/kinds";
import { signOut, useSession } from "../session/session";
import { useSpeech } from "../words/language";
import { Bottom, Top } from "./Bars";
import { useRoute } from "./route";
import { Refusal, Teach } from "./Said";
import { FirstPassword, SignIn } from "./SignIn";
import { UnitProvider } from "./unit";

const worker = () => import("../worker/pages");
const PAGES = {
  today: lazy(async () => ({ default: (await worker()).Today })),
  find: lazy(async () => ({ default: (await worker()).Find })),
  // The form has a part of its own: it brings what draws forms.
  subject: lazy(async () => ({ default: (await import("../worker/Subject")).Subject })),
  household: lazy(async () => ({ default: (await worker()).Household })),
  new: lazy(async () => ({ default: (await worker()).NewPerson })),
  conflicts: lazy(async () => ({ default: (await worker()).Conflicts })),
  workbook: lazy(async () => ({ default: (await worker()).Workbook })),
  round: lazy(async () => ({ default: (await worker()).Round })),
  sync: lazy(async () => ({ default: (await worker()).Sync })),
  more: lazy(async () => ({ default: (await worker()).More })),
};
type Name = keyof typeof PAGES;

export function Shell() {
  const session = useSession();
  const { t } = useSpeech();
  if (session === "unknown") return <Waiting />;
  if (session === "out") return <SignIn />;
  if (session.first) return <FirstPassword />;
  if (!fills(session)) return <NotFilling asks={asks(session)} />;
  return (
    <UnitProvider>
      <a className="skip" href="#main" onClick={toMain}>
        {t("skip")}
      </a>
      <Top />
      <Opened />
      <Bottom />
    </UnitProvider>
  );
}

/** Whoever fills nothing in has their pages elsewhere, or nothing yet. */
function NotFilling({ asks: elsewhere }: { asks: boolean }) {
  const { t } = useSpeech();
  return (
    <main className="center">
      <Teach title={elsewhere ? t("office") : t("noPages")} help={elsewhere ? "" : t("noPagesHelp")}>
        <div className="line" style={{ justifyContent: "center" }}>
          {elsewhere && (
            <Button type="primary" href="./office">
              {t("open")}
            </Button>
          )}
          <Button onClick={() => void signOut()}>{t("signOut")}</Button>
        </div>
      </Teach>
    </main>
  );
}

function Opened() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const name = (route[0] ?? "today") as Name;
  const Page = PAGES[name] ?? PAGES.today;
  const place = route.join("/");
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
      <Caught key={place}>
        <Suspense fallback={<Waiting />}>
          <Page />
        </Suspense>
      </Caught>
    </main>
  );
}

function toMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

export function Waiting() {
  const { t } = useSpeech();
  return (
    <div className="center" role="status">
      <div className="line soft">
        <Spin size="small" /> {t("loading")}
      </div>
    </div>
  );
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
