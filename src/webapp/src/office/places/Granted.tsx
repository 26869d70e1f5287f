/** Who was granted something at a place: by name, with the role, and until when. */
import type { ReactNode } from "react";
import { useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { PLACES } from "../../words/places";
import { type Grant, stands, useGrants, usePeople } from "../accounts/asking";
import { Place } from "../accounts/Place";
import { Asked, Panel, Rows } from "../pieces";
import { officeWay } from "../route";

export function Granted({ title, at, empty }: { title: string; at: (grant: Grant) => boolean; empty: ReactNode }) {
  const t = useWords(PLACES);
  const named = useNames();
  const people = usePeople();
  const grants = useGrants();
  return (
    <Panel title={title} flush>
      <Asked query={grants}>
        {(found) => (
          <Rows<Grant>
            rowKey="id"
            pageSize={10}
            dataSource={found.filter((each) => stands(each) && at(each))}
            empty={empty}
            columns={[
              { title: t("who"), render: (_, each) => <a href={officeWay("accounts", each.actor)}>{people(each.actor)}</a> },
              { title: t("role"), render: (_, each) => named("role", each.role) },
              { title: t("where"), render: (_, each) => <Place of={each} /> },
              { title: t("until"), className: "num", render: (_, each) => each.until ?? t("forever") },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}
