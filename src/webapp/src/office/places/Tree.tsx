/** Units in a tree: each branch is fetched when it is opened; or those that fit what somebody types. */
import { CaretDownOutlined, CaretRightOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Teach } from "../../shell/Said";
import { usePrinting } from "../../shell/printing";
import { useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { PLACES } from "../../words/places";
import { useBranches } from "../known";
import { Asked } from "../pieces";
import { officeWay } from "../route";

export type Branch = Schemas["Branch"];

/** As many of a branch are drawn at once. */
const DRAWN = 100;

/** What lies right below a unit, or at the top. */
export function Branches({ of, name }: { of: string | null; name?: string }) {
  const branches = useBranches(of);
  return <Asked query={branches}>{(found) => <Listed branches={found} {...(name ? { label: name } : {})} />}</Asked>;
}

function Listed({ branches, label }: { branches: Branch[]; label?: string }) {
  const t = useWords(PLACES);
  const [asked, draw] = useState(DRAWN);
  const drawn = usePrinting() ? branches.length : asked;
  const left = branches.length - drawn;
  return (
    <>
      <ul className="branches" aria-label={label ?? t("units")}>
        {branches.slice(0, drawn).map((each) => (
          <Opening key={each.unit.code} branch={each} />
        ))}
      </ul>
      {left > 0 && (
        <Button size="small" type="link" onClick={() => draw(asked + DRAWN)}>
          {t("showMore", { n: Math.min(left, DRAWN) })}
        </Button>
      )}
    </>
  );
}

function Opening({ branch: { unit, level, below, within } }: { branch: Branch }) {
  const t = useWords(PLACES);
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="branch">
        {below > 0 ? (
          <button type="button" className="toggle" aria-expanded={open} aria-label={t(open ? "closeBranch" : "openBranch", { name: unit.name })} onClick={() => setOpen(!open)}>
            {open ? <CaretDownOutlined /> : <CaretRightOutlined />}
          </button>
        ) : (
          <span className="leaf" />
        )}
        <div className="what">
          <Unit unit={unit} level={level} />
          {below > 0 && (
            <span className="soft small num">
              {t("nBelow", { n: below })}
              {within > below && ` · ${t("nWithin", { n: within })}`}
            </span>
          )}
        </div>
      </div>
      {open && <Branches of={unit.code} name={unit.name} />}
    </li>
  );
}

function Unit({ unit, level }: { unit: Schemas["Unit"]; level: string }) {
  const names = useNames();
  return (
    <>
      <a href={officeWay("units", unit.code)}>{unit.name}</a>
      <Tag>{names("level", level)}</Tag>
      <span className="soft small num">{unit.code}</span>
    </>
  );
}

export const useFound = (words: string) =>
  useQuery({
    queryKey: ["units", "found", words],
    queryFn: ({ signal }) => call<Branch[]>(`/units/tree?words=${encodeURIComponent(words)}`, { signal }),
    enabled: words !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

const MOST_FOUND = 100;

/** The units that fit, each with those above it. */
export function Found({ words }: { words: string }) {
  const t = useWords(PLACES);
  return (
    <Asked query={useFound(words)}>
      {(found) =>
        found.length ? (
          <>
            <ul className="branches" aria-label={words}>
              {found.map(({ unit, level, above }) => (
                <li key={unit.code}>
                  <div className="branch">
                    <div className="what">
                      <Unit unit={unit} level={level} />
                      {!!above?.length && <span className="path soft small">{[...above].reverse().map((each) => each.name).join(" › ")}</span>}
                    </div>
                  </div>
                </li>
              ))}
            </ul>
            {found.length === MOST_FOUND && <p className="soft small">{t("foundMany", { n: MOST_FOUND })}</p>}
          </>
        ) : (
          <Teach title={t("noUnitFits")} help={t("noUnitFitsHelp")} />
        )
      }
    </Asked>
  );
}
