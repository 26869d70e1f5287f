/** Accounts and grants, as the service has them. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { holds } from "../../session/kinds";
import { useSignedIn } from "../../session/session";
import { today } from "../../local/day";

export type AccountView = Schemas["AccountView"];

export interface Grant {
  id: string;
  actor: string;
  role: string;
  unit?: string | null;
  department?: string | null;
  until?: string | null;
  /** By element, how much of it is shown under the grant; all of it where nothing is said. */
  masks?: Record<string, string>;
  sensitive?: string[];
  purpose?: string | null;
  given_by: string;
  given_at: string;
  taken?: { by: string; at: string; why?: string };
}

const accountsQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => call<AccountView[]>("/accounts") });
export const useAccounts = () => useQuery(accountsQuery);
export const useGrants = () => useQuery({ queryKey: ["grants"], queryFn: () => call<Grant[]>("/grants") });

export const stands = (grant: Grant): boolean => !grant.taken && (!grant.until || today() <= grant.until);
export const bare = (actor: string): string => actor.replace(/^(user|service):/, "");

const ROLES = ["worker", "head", "township", "registrar", "reviewer", "analyst", "office", "auditor", "administrator"];
export const OF_DEPARTMENTS = ["registrar", "reviewer", "analyst"];
export const OF_UNITS = ["township", "head", "worker"];

/** The roles that somebody may give: an administrator all of them, the office in charge those that do less than it. */
export function useRoles(): string[] {
  return holds(useSignedIn(), ["administrator"]) ? ROLES : ["registrar", "office"];
}

/** What people are called: their name with their login, or the login alone for whoever may not read accounts. */
export function usePeople(): (actor: string) => string {
  const { data } = useQuery({ ...accountsQuery, enabled: holds(useSignedIn(), ["administrator", "office", "auditor"]) });
  return (actor) => {
    const name = data?.find((each) => each.account.id === actor)?.account.name;
    return name ? `${name}（${bare(actor)}）` : bare(actor);
  };
}
