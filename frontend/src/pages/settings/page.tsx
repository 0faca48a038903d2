import { Alert, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Page } from "@/components/Page";
import { Account } from "./Account";
import { Audit } from "./Audit";
import { Keys } from "./Keys";
import type { Tab } from "./search";
import { Users } from "./Users";
import { Workspace } from "./Workspace";

const route = getRouteApi("/app/settings");

const CONTENT: Record<Tab, () => React.ReactNode> = {
  account: Account,
  users: Users,
  keys: Keys,
  audit: Audit,
  workspace: Workspace,
};
const OF_ADMINS: readonly Tab[] = ["users", "keys", "audit"];

export default function PageOfSettings() {
  const { t } = useTranslation("settings");
  const admin = useMay("admin");
  const asked = route.useSearch().tab ?? "account";
  const navigate = route.useNavigate();
  const tabs = (Object.keys(CONTENT) as Tab[]).filter((tab) => admin || !OF_ADMINS.includes(tab));
  const shut = !tabs.includes(asked);
  const tab = shut ? "account" : asked;
  const Content = CONTENT[tab];
  return (
    <Page title={t("title")} description={admin ? t("about") : t("aboutOwn")}>
      {shut && (
        <Alert color="orange" title={t("notOpen")} icon={<Lock size={18} />} mb="md">
          {t("notOpenWhy")}
        </Alert>
      )}
      <Tabs
        value={tab}
        onChange={(next) => navigate({ search: next === "account" ? {} : { tab: next as Tab }, resetScroll: false })}
        keepMounted={false}
      >
        <Tabs.List mb="lg" style={{ overflowX: "auto", flexWrap: "nowrap" }}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} style={{ flex: "none" }}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Content />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
