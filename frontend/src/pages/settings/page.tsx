import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export default function PageOfSettings() {
  const { t } = useTranslation("settings");
  return <Page title={t("title")}>{null}</Page>;
}
