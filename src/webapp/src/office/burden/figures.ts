/** The burden as the service reckons it. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";

type Range = Schemas["Range"];

export interface Account {
  before: number;
  by_merging: number;
  by_derivation: number;
  by_prefill: number;
  after: number;
  submissions_before: number;
  submissions_after: number;
  hours_before: Range;
  hours_after: Range;
}

export interface Burden {
  forms: number;
  fields: number;
  elements: number;
  duplicate_fields: number;
  first: Account;
  year: Account;
  inputs: {
    units: number;
    changed: number;
    challenged?: number;
    rates: Record<"typed" | "chosen" | "confirmed" | "challenged" | "find" | "review" | "transmit", Range>;
    demands: { form: string; times_a_year: number; fields: number; typed: number; chosen: number }[];
  };
}

export interface OfDepartment {
  department: string;
  burden: Burden;
  adds: number;
}

export interface OfMonth {
  month: string;
  burden: Burden;
}

export const useBurden = () => useQuery({ queryKey: ["burden"], queryFn: () => call<Burden>("/burden") });
