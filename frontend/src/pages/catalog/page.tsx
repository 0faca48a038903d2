import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export default function PageOfCatalog() {
  const { t } = useTranslation("catalog");
  return <Page title={t("title")}>{null}</Page>;
}
