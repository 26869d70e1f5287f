/** The worker's pages: one part of the program, kept for where there is no network. */
export { Asked } from "./Asked";
export { Conflicts } from "./Conflicts";
export { Doubles } from "./doubles/Doubles";
export { Find } from "./Find";
export { History } from "./History";
export { Household } from "./Household";
export { More } from "./More";
export { Round } from "./Round";
export { Sync } from "./Sync";
export { Then } from "./Then";
export { Today } from "./Today";
export { Workbook } from "./Workbook";
