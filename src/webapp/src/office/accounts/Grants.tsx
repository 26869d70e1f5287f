/** The grants of one account: given, and taken again. */
import { Button, Checkbox, Tag } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { useSpeech, useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { ACCOUNTS } from "../../words/accounts";
import { useAct } from "../../shell/acting";
import { useElementNames } from "../known";
import { Asked, Panel, Rows } from "../pieces";
import { Why } from "../Why";
import { bare, type Grant, stands, useGrants } from "./asking";
import { Giving } from "./Giving";
import { Place } from "./Place";

export function Grants({ actor, mayGive }: { actor: string; mayGive: boolean }) {
  const t = useWords(ACCOUNTS);
  const named = useNames();
  const { moment } = useFigures();
  const grants = useGrants();
  const [all, setAll] = useState(false);
  const [giving, setGiving] = useState(false);
  const [taking, setTaking] = useState<string | null>(null);
  const { act, busy, error, forget } = useAct(["grants"]);
  return (
    <Panel
      title={t("grants")}
      flush
      extra={
        <span className="line">
          <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
            {t("showTaken")}
          </Checkbox>
          {mayGive && (
            <Button type="primary" size="small" onClick={() => setGiving(true)}>
              {t("give")}
            </Button>
          )}
        </span>
      }
    >
      <Asked query={grants}>
        {(found) => (
          <Rows<Grant>
            rowKey="id"
            dataSource={found.filter((each) => each.actor === actor && (all || stands(each)))}
            empty={<p className="soft">{t("noneGiven")}</p>}
            columns={[
              {
                title: t("role"),
                render: (_, each) => (
                  <>
                    {named("role", each.role)} <Uncovers grant={each} />
                  </>
                ),
              },
              { title: t("where"), render: (_, each) => <Place of={each} /> },
              { title: t("until"), className: "num", render: (_, each) => each.until ?? t("forever") },
              { title: t("by"), render: (_, each) => t("givenBy", { by: bare(each.given_by), at: moment(each.given_at) }) },
              {
                title: "",
                align: "right",
                render: (_, each) =>
                  stands(each) ? (
                    mayGive && (
                      <Button size="small" danger onClick={() => setTaking(each.id)}>
                        {t("take")}
                      </Button>
                    )
                  ) : (
                    <Tag>{each.taken ? t("takenBecause", { at: moment(each.taken.at), why: each.taken.why ?? "" }) : t("ended")}</Tag>
                  ),
              },
            ]}
          />
        )}
      </Asked>
      {giving && <Giving actor={actor} done={() => setGiving(false)} />}
      {taking && (
        <Why
          title={t("takeTitle")}
          help={t("takeHelp")}
          ok={t("take")}
          busy={busy}
          error={error}
          cancel={() => (forget(), setTaking(null))}
          done={async (why) => (await act(() => call(`/grants/${encodeURIComponent(taking)}/taking`, { json: { why } }), t("taken"))) && setTaking(null)}
        />
      )}
    </Panel>
  );
}

function Uncovers({ grant: { sensitive = [], purpose, masks = {} } }: { grant: Grant }) {
  const t = useWords(ACCOUNTS);
  const named = useNames();
  const element = useElementNames();
  const { listed } = useSpeech();
  const what = listed(sensitive.map((each) => (each.includes(".") ? element(each) : named("sensitivity", each))));
  const covered = listed(Object.keys(masks).map(element));
  return (
    <span className="soft small">
      {what && t("uncovers", { what, purpose: purpose ?? "" })} {covered && t("masks", { what: covered })}
    </span>
  );
}
