/** The menu: pages in groups, the open one marked. */
import { useWords } from "../words/language";
import { OFFICE } from "../words/office";
import type { Page } from "./pages";
import { officeWay } from "./route";

export function Menu({ pages, open, label }: { pages: Page[]; open: string | undefined; label: string }) {
  const t = useWords(OFFICE);
  const groups = [...new Set(pages.map((each) => each.group))];
  return (
    <nav className="office-menu" aria-label={label}>
      {groups.map((group) => (
        <section key={group} aria-label={t(group)}>
          <p className="office-group" aria-hidden="true">
            {t(group)}
          </p>
          <ul>
            {pages
              .filter((each) => each.group === group)
              .map((each) => (
                <li key={each.name}>
                  <a href={officeWay(each.name)} aria-current={each.name === open ? "page" : undefined}>
                    {each.icon}
                    {t(each.name)}
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
