/** What the values of published formats are called: subject kinds, periods, states, roles … */
import { type Sentences, useSpeech } from "./language";

export const NAMES = {
  subject: { person: ["人", "person"], household: ["户", "household"], dwelling: ["房", "dwelling"], organisation: ["企业单位", "organisation"], place: ["地", "place"], thing: ["物", "thing"], event: ["事", "event"], unit: ["基层单元", "unit"] },
  period: { once: ["一次", "once"], yearly: ["每年", "yearly"], "half-yearly": ["每半年", "half-yearly"], quarterly: ["每季", "quarterly"], monthly: ["每月", "monthly"], weekly: ["每周", "weekly"], daily: ["每日", "daily"], "ad-hoc": ["临时", "ad hoc"] },
  formState: { submitted: ["待准入", "Submitted"], admitted: ["在用", "In force"], refused: ["已退回", "Returned"], withdrawn: ["已撤回", "Withdrawn"], superseded: ["已换新版", "Superseded"], retired: ["已停用", "Retired"] },
  standing: { "in-force": ["执行中", "in force"], submitted: ["待审", "waiting"], expired: ["已到期", "expired"], refused: ["已退回", "returned"], retired: ["已停用", "retired"] },
  layout: { register: ["花名册", "register"], card: ["卡片", "card"], summary: ["汇总表", "summary"] },
  level: { province: ["省", "Province"], city: ["市", "City"], county: ["区县", "County"], township: ["街道（乡镇）", "Township"], community: ["社区（村）", "Community"], grid: ["网格", "Grid"], unit: ["填报单元", "Unit"] },
  role: { administrator: ["管理员", "Administrator"], office: ["减负办", "Office"], registrar: ["部门登记员", "Registrar"], reviewer: ["部门审核员", "Reviewer"], analyst: ["部门分析员", "Analyst"], township: ["乡镇", "Township"], head: ["单元负责人", "Head of unit"], worker: ["单元工作人员", "Worker"], auditor: ["审计员", "Auditor"] },
  sensitivity: { open: ["一般", "open"], personal: ["个人信息", "personal"], sensitive: ["敏感", "sensitive"], health: ["健康", "health"], disability: ["残疾", "disability"], religion: ["宗教", "religion"], finance: ["财务", "finance"], hardship: ["困难", "hardship"], offence: ["违法犯罪", "offence"], petition: ["信访", "petition"], biometric: ["生物识别", "biometric"], location: ["行踪", "location"] },
  kind: { text: ["文本", "text"], integer: ["整数", "integer"], number: ["数", "number"], money: ["金额", "money"], area: ["面积", "area"], percent: ["百分比", "percent"], date: ["日期", "date"], "year-month": ["年月", "year-month"], year: ["年", "year"], time: ["时间", "time"], datetime: ["日期时间", "date-time"], boolean: ["是否", "yes/no"], code: ["单选", "code"], codes: ["多选", "codes"], "id-number": ["身份证号", "identity number"], uscc: ["信用代码", "credit code"], phone: ["电话", "phone"], address: ["地址", "address"], division: ["区划", "division"], file: ["附件", "file"], signature: ["签名", "signature"], link: ["关联", "link"], links: ["关联（多）", "links"], rows: ["子表", "rows"] },
} as const satisfies Record<string, Sentences>;

/** The name of a value, or the value itself where it has none; a dash where there is nothing. */
export function useNames(): (group: keyof typeof NAMES, value: string | null | undefined) => string {
  const { language } = useSpeech();
  return (group, value) => {
    const name = (NAMES[group] as Sentences)[value ?? ""];
    return name ? name[language === "zh" ? 0 : 1] : value || "—";
  };
}

/** Numbers, shares and days as the language writes them. */
export function useFigures() {
  const { language } = useSpeech();
  const locale = language === "zh" ? "zh-CN" : "en";
  return {
    number: (value: number, digits = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits }),
    share: (value: number, digits = 1) => value.toLocaleString(locale, { style: "percent", maximumFractionDigits: digits }),
    /** A moment, to the minute, by the clock of the house. */
    moment: (value: string) => new Date(value).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16),
  };
}
