import { Modal, SimpleGrid, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { ErrorState } from "@/components/EmptyState";
import { TemplateCard } from "./TemplateCard";

/** Common audiences to start from; those that the data can't answer yet say what it lacks. */
export function TemplatesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const templates = $api.useQuery("get", "/api/templates", {}, { staleTime: 60_000 });
  return (
    <Modal
      opened
      onClose={onClose}
      size={860}
      title={t("templates.title")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {templates.error ? (
        <ErrorState error={templates.error} retry={() => templates.refetch()} />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {templates.data?.map((template) => <TemplateCard key={template.id} template={template} />) ??
            ["a", "b", "c", "d"].map((place) => <Skeleton key={place} height={112} radius="md" />)}
        </SimpleGrid>
      )}
    </Modal>
  );
}
