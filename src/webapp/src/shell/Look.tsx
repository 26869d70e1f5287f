/** How everything looks: Ant Design, dense and calm, in the language that is spoken. */
import { App, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useSpeech } from "../words/language";
import { nonce } from "./nonce";

const FONTS =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

export function Look({ children }: { children: ReactNode }) {
  const { language } = useSpeech();
  return (
    <ConfigProvider
      locale={language === "zh" ? zh : en}
      csp={{ nonce }}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      theme={{
        hashed: false,
        token: {
          colorPrimary: "#0b6259",
          colorInfo: "#0b6259",
          colorLink: "#0b6259",
          colorError: "#b3261e",
          colorSuccess: "#17603c",
          colorWarning: "#8f5200",
          // Ant Design would make the grounds of dark colours dark.
          colorPrimaryBg: "#e2f0ee",
          colorPrimaryBgHover: "#d3e8e4",
          controlItemBgActive: "#e2f0ee",
          controlItemBgActiveHover: "#d3e8e4",
          colorInfoBg: "#e8f3f1",
          colorInfoBorder: "#a5d3c9",
          colorSuccessBg: "#e4f3ea",
          colorSuccessBorder: "#a8d5b8",
          colorWarningBg: "#fdf3e0",
          colorWarningBorder: "#e8c992",
          colorErrorBg: "#fbecea",
          colorErrorBorder: "#eab4ae",
          colorTextSecondary: "#56666f",
          colorTextTertiary: "#56666f",
          colorTextDescription: "#56666f",
          colorTextPlaceholder: "#5f6e77",
          borderRadius: 6,
          fontFamily: FONTS,
          motionDurationMid: "0.1s",
          motionDurationSlow: "0.15s",
        },
        components: { Segmented: { trackBg: "#e3e9e8" }, Form: { itemMarginBottom: 14, verticalLabelPadding: "0 0 4px" } },
      }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
