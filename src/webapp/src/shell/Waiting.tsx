/** That something is being read. */
import { Spin } from "antd";
import { useSpeech } from "../words/language";

export function Waiting() {
  const { t } = useSpeech();
  return (
    <div className="center" role="status">
      <div className="line soft">
        <Spin size="small" /> {t("loading")}
      </div>
    </div>
  );
}
