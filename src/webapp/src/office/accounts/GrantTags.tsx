/** What somebody was granted, in a few words each: as whom, and where. */
import { Tag } from "antd";
import { useNames } from "../../words/names";
import type { Grant } from "./asking";
import { Place } from "./Place";

export function GrantTags({ grants }: { grants: Grant[] }) {
  const named = useNames();
  return (
    <span className="chips">
      {grants.map((each) => (
        <Tag key={each.id}>
          {named("role", each.role)} · <Place of={each} />
        </Tag>
      ))}
    </span>
  );
}
