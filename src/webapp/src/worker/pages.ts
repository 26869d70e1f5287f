/** The worker's pages of every day: one part of the program, kept for where there is no network. */
export { Conflicts } from "./Conflicts";
export { Find } from "./Find";
export { Household } from "./Household";
export { More } from "./More";
export { Round } from "./Round";
export { Sync } from "./Sync";
export { Today } from "./Today";
