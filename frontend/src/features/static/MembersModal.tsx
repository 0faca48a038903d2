import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { MembersForm } from "./MembersForm";

type Props = { segment: { id: string; name: string; members: number | null }; onClose: () => void };

/** Adds people to a static segment that is there, takes some out, or replaces them all. */
export function MembersModal({ segment, onClose }: Props) {
  const { t } = useTranslation("static");
  const { t: common } = useTranslation("common");
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        <>
          {t("members.title")} <bdi>{inert(segment.name)}</bdi>
        </>
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <MembersForm
        segment={segment.id}
        hasMembers={(segment.members ?? 0) > 0}
        leave={common("cancel")}
        onLeave={onClose}
      />
    </Modal>
  );
}
