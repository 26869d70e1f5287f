/** Every page of departments and the office in charge: one line each. */
import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  BarChartOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CloudServerOutlined,
  CodeOutlined,
  DatabaseOutlined,
  FileAddOutlined,
  FileTextOutlined,
  ImportOutlined,
  NotificationOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
  TableOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { type ComponentType, lazy, type ReactNode } from "react";
import { holds } from "../session/kinds";
import type { Session } from "../session/session";
import type { OFFICE } from "../words/office";

type Word = keyof typeof OFFICE;

export interface Page {
  /** Its name in the address, `#/office/<name>`, and in the menu. */
  name: Word;
  group: Word;
  icon: ReactNode;
  /** Whoever holds one of these sees it in the menu; the service decides what they may do. */
  roles: readonly string[];
  Shown: ComponentType;
}

const ADMINISTRATOR = "administrator";
const OFFICE_ROLES = [ADMINISTRATOR, "office"];
const WATCHING = [...OFFICE_ROLES, "auditor"];
const REGISTERING = [...OFFICE_ROLES, "registrar"];
const DECIDING = [...REGISTERING, "reviewer"];
const SLICING = [ADMINISTRATOR, "reviewer", "analyst"];
const FOLLOWING = [ADMINISTRATOR, "reviewer"];
const EVERYBODY = [...DECIDING, "analyst", "auditor"];

const page = (name: Word, group: Word, icon: ReactNode, roles: readonly string[], load: () => Promise<{ default: ComponentType }>): Page => ({
  name,
  group,
  icon,
  roles,
  Shown: lazy(load),
});

/** In the order of the menu; the first that somebody sees is where they begin. */
export const PAGES: readonly Page[] = [
  page("burden", "groupOffice", <BarChartOutlined />, WATCHING, () => import("./burden/Burden")),
  page("admissions", "groupOffice", <AuditOutlined />, OFFICE_ROLES, () => import("./admissions/Admissions")),
  page("sentinels", "groupOffice", <AlertOutlined />, WATCHING, () => import("./sentinels/Sentinels")),
  page("rounds", "groupOffice", <CalendarOutlined />, WATCHING, () => import("./rounds/Rounds")),
  page("forms", "groupDepartment", <FileTextOutlined />, EVERYBODY, () => import("../department/registering/Forms")),
  page("register", "groupDepartment", <FileAddOutlined />, REGISTERING, () => import("../department/registering/Register")),
  page("review", "groupDepartment", <CheckSquareOutlined />, DECIDING, () => import("../department/registering/Review")),
  page("holding", "groupDepartment", <ImportOutlined />, REGISTERING, () => import("../department/holding/Holding")),
  page("elements", "groupDepartment", <DatabaseOutlined />, EVERYBODY, () => import("./elements/Elements")),
  page("slices", "groupSlices", <TableOutlined />, SLICING, () => import("../department/slicing/Slices")),
  page("sql", "groupSlices", <CodeOutlined />, SLICING, () => import("../department/slicing/Sql")),
  page("challenges", "groupSlices", <QuestionCircleOutlined />, SLICING, () => import("../department/slicing/Challenges")),
  page("webhooks", "groupSlices", <NotificationOutlined />, FOLLOWING, () => import("../department/slicing/Webhooks")),
  page("units", "groupPlaces", <ApartmentOutlined />, WATCHING, () => import("./places/Units")),
  page("departments", "groupPlaces", <BankOutlined />, WATCHING, () => import("./places/Departments")),
  page("accounts", "groupSystem", <TeamOutlined />, WATCHING, () => import("./accounts/Accounts")),
  page("services", "groupSystem", <CloudServerOutlined />, WATCHING, () => import("./places/Services")),
  page("audit", "groupSystem", <SafetyCertificateOutlined />, WATCHING, () => import("./audit/Audit")),
  page("tokens", "groupSystem", <ApiOutlined />, EVERYBODY, () => import("../department/slicing/Tokens")),
];

export const pagesFor = (session: Session): Page[] => PAGES.filter((each) => holds(session, each.roles));
