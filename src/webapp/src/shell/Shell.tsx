/** The frame: who is signed in, which unit, the tabs; below it the page that the address names. Or the office's frame. */
import { Button } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { asks, fills } from "../session/kinds";
import { signOut, useSession } from "../session/session";
import { useSpeech } from "../words/language";
import { Bottom, Top } from "./Bars";
import { Opened, Skip } from "./Opened";
import { whenIdle } from "./idle";
import { useRoute } from "./route";
import { Teach } from "./Said";
import { FirstPassword, SignIn } from "./SignIn";
import { UnitProvider } from "./unit";
import { Waiting } from "./Waiting";

const worker = () => import("../worker/pages");
const later = () => import("../worker/later");
const form = () => import("../worker/Subject");
const opening = () => import("../worker/NewSubject");
const PAGES = {
  today: lazy(async () => ({ default: (await worker()).Today })),
  find: lazy(async () => ({ default: (await worker()).Find })),
  // The form has a part of its own: it brings what draws forms.
  subject: lazy(async () => ({ default: (await form()).Subject })),
  history: lazy(async () => ({ default: (await later()).History })),
  then: lazy(async () => ({ default: (await later()).Then })),
  household: lazy(async () => ({ default: (await worker()).Household })),
  new: lazy(async () => ({ default: (await opening()).NewSubject })),
  asked: lazy(async () => ({ default: (await later()).Asked })),
  doubles: lazy(async () => ({ default: (await later()).Doubles })),
  conflicts: lazy(async () => ({ default: (await worker()).Conflicts })),
  workbook: lazy(async () => ({ default: (await later()).Workbook })),
  round: lazy(async () => ({ default: (await worker()).Round })),
  sync: lazy(async () => ({ default: (await worker()).Sync })),
  // It wants the network, and no device keeps it.
  registers: lazy(() => import("../department/holding/ForUnit").catch(() => ({ default: Offline }))),
  more: lazy(async () => ({ default: (await worker()).More })),
};
type Name = keyof typeof PAGES;

// What departments and the office use is a part of its own, which no worker loads.
const Office = lazy(() => import("../office/office"));

export function Shell() {
  const session = useSession();
  const route = useRoute();
  const name = route[0] ?? "today";
  const elsewhere = name === "office";
  if (session === "unknown") return <Waiting />;
  if (session === "out") return <SignIn />;
  if (session.first) return <FirstPassword session={session} />;
  if (asks(session) && (elsewhere || !fills(session))) {
    return (
      <Suspense fallback={<Waiting />}>
        <Office />
      </Suspense>
    );
  }
  if (!fills(session)) return <Nothing />;
  const Page = PAGES[name as Name] ?? PAGES.today;
  return (
    <UnitProvider>
      <Skip />
      <Top />
      <Opened page={route.join("/")}>
        <Page />
      </Opened>
      <Bottom />
      <Ahead />
    </UnitProvider>
  );
}

/** Whoever sees the list opens a form next: what draws forms is there by then. */
function Ahead() {
  useEffect(() => whenIdle(() => void form().catch(() => {}), 5_000), []);
  return null;
}

/** A page that was not loaded while there was a network. */
function Offline() {
  const { t } = useSpeech();
  return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
}

/** Whoever was given nothing yet. */
function Nothing() {
  const { t } = useSpeech();
  return (
    <main className="center">
      <Teach title={t("noPages")} help={t("noPagesHelp")}>
        <Button onClick={() => void signOut()}>{t("signOut")}</Button>
      </Teach>
    </main>
  );
}
