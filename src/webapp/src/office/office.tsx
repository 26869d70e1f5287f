/** The frame of departments and the office in charge: a menu by what somebody was granted, and the page that is open. */
import "./office.css";
import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import { fills } from "../session/kinds";
import { useSignedIn } from "../session/session";
import { useLeaving } from "../shell/leaving";
import { Opened, Skip } from "../shell/Opened";
import { useRoute, way } from "../shell/route";
import { Teach } from "../shell/Said";
import { useSpeech, useWords } from "../words/language";
import { OFFICE } from "../words/office";
import { Menu } from "./Menu";
import { type Page, PAGES, pagesFor } from "./pages";

export default function Office() {
  const t = useWords(OFFICE);
  const speech = useSpeech();
  const pages = pagesFor(useSignedIn());
  const route = useRoute();
  const [drawn, draw] = useState(false);
  const name = route[0] === "office" ? route[1] : undefined;
  const open = pages.find((each) => each.name === name) ?? (PAGES.some((each) => each.name === name) ? null : pages[0]);
  const title = open ? t(open.name) : speech.t("office");
  useEffect(() => draw(false), [route.join("/")]);
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · ${speech.t("brand")}`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <>
      <Skip />
      <header className="top office-top">
        <div className="top-line">
          <button type="button" className="plain narrow-only" aria-label={t("openMenu")} aria-expanded={drawn} onClick={() => draw(true)}>
            <MenuOutlined />
          </button>
          <a className="mark" href={way("office")}>
            {speech.t("brand")} <small className="wide">{t("workplace")}</small>
          </a>
          <div className="top-end grow wide" style={{ justifyContent: "flex-end" }}>
            <Ends />
          </div>
        </div>
      </header>
      <div className="office">
        <aside className="office-side wide no-print">
          <Menu pages={pages} open={open?.name} label={speech.t("menu")} />
        </aside>
        <Opened page={open?.name ?? ""}>{open ? <Shown page={open} /> : <NotYours />}</Opened>
      </div>
      <Drawer placement="left" size={264} open={drawn} onClose={() => draw(false)} title={speech.t("menu")} className="office-drawer">
        <Menu pages={pages} open={open?.name} label={speech.t("menu")} />
        <div className="office-ends">
          <Ends />
        </div>
      </Drawer>
    </>
  );
}

function Shown({ page: { Shown: Page } }: { page: Page }) {
  return <Page />;
}

function NotYours() {
  const t = useWords(OFFICE);
  return (
    <>
      <h1 className="unseen">{t("notYours")}</h1>
      <Teach title={t("notYours")} help={t("notYoursHelp")} />
    </>
  );
}

/** The ends of the bar: to the worker's pages, the language, who is signed in, and out. */
function Ends() {
  const { t, language, change } = useSpeech();
  const office = useWords(OFFICE);
  const session = useSignedIn();
  const leave = useLeaving();
  const other = language === "zh" ? "en" : "zh";
  const filling = fills(session);
  return (
    <>
      {filling && (
        <Button ghost size="small" href={way("today")}>
          {office("toWorker")}
        </Button>
      )}
      <Button ghost size="small" lang={other} onClick={() => change(other)}>
        {t("language")}
      </Button>
      <span className="who">{(session.name || session.actor).replace(/^user:/, "")}</span>
      <Button ghost size="small" onClick={() => void leave()}>
        {t("signOut")}
      </Button>
    </>
  );
}
