/** What the frame of the department's and the office's pages says, and the pages of the office in charge. */
export const OFFICE = {
  workplace: ["工作台", "Workplace"],
  toWorker: ["基层填报", "Fill in"],
  openMenu: ["打开栏目", "Open the menu"],
  notYours: ["这一页不在您的授权里", "This page is not within what you were granted"],
  notYoursHelp: ["需要的话，请管理员或减负办授权。", "If you need it, ask an administrator or the office for a grant."],

  groupOffice: ["减负管理", "Burden and admission"],
  groupDepartment: ["部门表单", "Forms"],
  groupSlices: ["部门切片", "Slices"],
  groupSystem: ["账号与审计", "Accounts and audit"],

  burden: ["减负看板", "Burden"],
  admissions: ["准入审查", "Admissions"],
  sentinels: ["哨点报告", "Sentinel reports"],
  rounds: ["轮次日历", "Rounds"],
  elements: ["数据元目录", "Elements"],
  accounts: ["账号与授权", "Accounts and grants"],
  audit: ["审计", "Audit"],
  forms: ["表单", "Forms"],
  register: ["登记表单", "Register a form"],
  review: ["核对对应", "Review matches"],
  slices: ["切片", "Slices"],
  sql: ["SQL 查询", "SQL"],
  challenges: ["核实", "Challenges"],
  webhooks: ["推送", "Webhooks"],
  tokens: ["我的令牌", "My tokens"],
} as const;
