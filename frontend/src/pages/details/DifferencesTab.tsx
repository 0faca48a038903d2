import { Card, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { SegmentDetail } from "@/api/schema";
import { SegmentPicker } from "@/components/SegmentPicker";
import { Differences } from "../overlap/Differences";
import { useAddress } from "./useAddress";

/** What sets the members apart from everyone else, or from another segment. */
export function DifferencesTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const [search, change] = useAddress();
  const against = search.against ?? null;
  const other = $api.useQuery(
    "get",
    "/api/segments/{id}",
    { params: { path: { id: against ?? "" } } },
    { enabled: against !== null },
  );
  return (
    <Card>
      <Group mb="md">
        <SegmentPicker
          w={320}
          label={t("differences.against")}
          placeholder={t("differences.everyone")}
          value={against}
          onChange={(id) => change({ against: id ?? undefined })}
          without={[segment.id]}
          clearable
        />
      </Group>
      <Differences
        segment={segment.id}
        against={against}
        insideName={segment.name}
        outsideName={against === null ? t("differences.everyone") : (other.data?.name ?? against)}
      />
    </Card>
  );
}
