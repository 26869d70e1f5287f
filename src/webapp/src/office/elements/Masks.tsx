/** Who is shown how much of an element: what each mask leaves of a made-up value, and every grant that reads values, to be changed. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { call, type Schemas } from "../../api/client";
import { holds } from "../../session/kinds";
import { useSignedIn } from "../../session/session";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { PLACES } from "../../words/places";
import { type Grant, stands, useGrants, usePeople } from "../accounts/asking";
import { Place } from "../accounts/Place";
import { useAct } from "../../shell/acting";
import type { Element } from "../known";
import { Asked, Panel, Rows } from "../pieces";
import { officeWay } from "../route";
import "../places/places.css";

type Example = Schemas["MaskExample"];

const MASKS = ["full", "middle-hidden", "last-four", "year-only", "none"] as const;
type Mask = (typeof MASKS)[number];
const word = (mask: string) => `mask_${mask}` as keyof typeof PLACES;

/** Roles that are shown values at all; an administrator's are whole. */
const READING = ["reviewer", "analyst", "township", "head", "worker", "auditor"];

/** Whoever may read who holds what. */
const WATCHING = ["administrator", "office", "auditor", "reviewer"];

export function Masks({ element }: { element: Element }) {
  const t = useWords(PLACES);
  const watching = holds(useSignedIn(), WATCHING);
  const { either } = useSpeech();
  const example = useQuery({ queryKey: ["elements", element.id, "masks", element.sensitivity], queryFn: () => call<Example>(`/elements/${encodeURIComponent(element.id)}/masks`), staleTime: 60_000 });
  return (
    <div className="element" style={{ marginTop: 16 }}>
      <Panel title={t("masksTitle")}>
        <Asked query={example}>
          {(found) => (
            <>
              <p className="soft">{t(found.sensitive ? "masksSensitive" : "masksOpen")}</p>
              <table className="masks">
                <tbody>
                  {MASKS.map((mask) => (
                    <tr key={mask}>
                      <th scope="row">{t(word(mask))}</th>
                      <td>{found.shows[mask] ? <code>{either(found.label) || found.shows[mask]}</code> : <span className="soft">{t("showsNothing")}</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )}
        </Asked>
      </Panel>
      {watching && <Readers element={element} example={example.data} />}
    </div>
  );
}

/** The grants under which values of the element are shown, and how much of them. */
function Readers({ element, example }: { element: Element; example: Example | undefined }) {
  const t = useWords(PLACES);
  const named = useNames();
  const people = usePeople();
  const grants = useGrants();
  const mine = useMine();
  const { act, busy, error } = useAct(["grants"]);
  if (!example) return null;
  const reads = (each: Grant) => stands(each) && (example.sensitive ? uncovers(each, element) : READING.includes(each.role) && !each.sensitive?.length);
  const set = (grant: Grant, mask: Mask) => act(() => call(`/grants/${encodeURIComponent(grant.id)}/masks/${encodeURIComponent(element.id)}`, { method: "PUT", json: { mask } }), t("maskSet"));
  return (
    <Panel flush>
      {error !== null && <Refusal error={error} />}
      <Asked query={grants}>
        {(found) => (
          <Rows<Grant>
            rowKey="id"
            pageSize={10}
            dataSource={found.filter(reads)}
            empty={<p className="soft">{t("noReaders")}</p>}
            columns={[
              { title: t("who"), render: (_, each) => <a href={officeWay("accounts", each.actor)}>{people(each.actor)}</a> },
              { title: t("role"), render: (_, each) => named("role", each.role) },
              { title: t("where"), render: (_, each) => <Place of={each} /> },
              {
                title: t("seenAs"),
                render: (_, each) => {
                  const mask = each.masks?.[element.id] ?? "full";
                  return mine(each) ? (
                    <Select
                      aria-label={t("maskOf", { who: people(each.actor) })}
                      size="small"
                      disabled={busy}
                      value={mask}
                      onChange={(to: string) => void set(each, to as Mask)}
                      options={MASKS.map((one) => ({ value: one, label: t(word(one)) }))}
                      style={{ width: 140 }}
                    />
                  ) : (
                    t(word(mask))
                  );
                },
              },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}

const uncovers = ({ sensitive = [] }: Grant, element: Element): boolean => sensitive.includes(element.id) || sensitive.includes(element.sensitivity ?? "");

/** Whether a grant is offered to be changed: an administrator's to give are all, a reviewer's those of analysts of the department. */
function useMine(): (grant: Grant) => boolean {
  const { grants } = useSignedIn();
  if (grants.some((each) => each.role === "administrator")) return () => true;
  const departments = grants.filter((each) => each.role === "reviewer").map((each) => each.department);
  return (grant) => grant.role === "analyst" && departments.includes(grant.department);
}
