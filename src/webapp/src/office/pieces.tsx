/** What the pages of departments and the office are put together from. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Table, type TableProps } from "antd";
import type { ReactNode } from "react";
import { Refusal } from "../shell/Said";
import { useScrolled } from "../shell/Scroll";
import { Unprinted, usePrinting } from "../shell/printing";
import { Waiting } from "../shell/Waiting";
import { useSpeech } from "../words/language";

/** The heading of a page: what it is, what it is for in one sentence, and what can be done. */
export function Head({ title, help, back, children }: { title: ReactNode; help?: ReactNode; back?: { href: string; label: string }; children?: ReactNode }) {
  return (
    <header className="office-head">
      <div className="grow">
        {back && (
          <a className="small" href={back.href}>
            ← {back.label}
          </a>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {help && <p className="soft">{help}</p>}
      </div>
      {children && <div className="line no-print">{children}</div>}
    </header>
  );
}

/** A part of a page, under a heading of its own. */
export function Panel({ title, extra, flush = false, children }: { title?: ReactNode; extra?: ReactNode; flush?: boolean; children: ReactNode }) {
  return (
    <section className={flush ? "panel flush" : "panel"}>
      {title && (
        <div className="panel-head line spread">
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}

/** What is asked of the service, in one question or several. */
export type Pending<T> = Pick<UseQueryResult<T>, "data" | "error"> & { refetch: () => unknown };

/** What was asked of the service: it is waited for, or refused with what to do, or there. */
export function Asked<T>({ query, children }: { query: Pending<T>; children: (data: T) => ReactNode }) {
  const { t } = useSpeech();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.error) return <Waiting />;
  return (
    <div className="stack">
      <Refusal error={query.error} />
      <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
    </div>
  );
}

/** So many rows are put on paper at most: more would keep an old browser busy for minutes. */
export const MOST_PRINTED = 1_000;

/** Rows under headers, a page at a time, all of them on paper, scrolling sideways within itself where the window is narrow. */
export function Rows<T extends object>({ empty, pageSize = 20, ...given }: TableProps<T> & { empty?: ReactNode; pageSize?: number }) {
  const { t } = useSpeech();
  const box = useScrolled(".ant-table-content");
  const printing = usePrinting();
  const n = given.dataSource?.length ?? 0;
  return (
    <div ref={box}>
      <Table<T>
        size="middle"
        scroll={{ x: "max-content" }}
        pagination={{ pageSize, hideOnSinglePage: true, showSizeChanger: false, showTotal: (total) => t("nFound", { n: total }), ...(printing ? { pageSize: MOST_PRINTED, current: 1 } : {}) }}
        {...(empty ? { locale: { emptyText: empty } } : {})}
        {...given}
      />
      {n > MOST_PRINTED && <Unprinted n={MOST_PRINTED} of={n} />}
    </div>
  );
}
