/** The worker's pages that are opened now and then: kept too, and loaded after those of every day. */
export { Asked } from "./Asked";
export { Doubles } from "./doubles/Doubles";
export { History } from "./History";
export { Then } from "./Then";
export { Workbook } from "./Workbook";
