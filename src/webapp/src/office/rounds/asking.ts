/** How far the units of a round are, as the service has it. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { roundPath } from "../../worker/rounds";

/** Of *unit* and those right below it; of the uppermost ones where it is none. */
export const useProgress = (round: string, unit: string | null) =>
  useQuery({
    queryKey: ["progress", round, unit ?? ""],
    queryFn: () => call<Schemas["Progress"]>(`${roundPath(round)}/progress${unit ? `?unit=${unit}` : ""}`),
  });
