import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** The left bar on narrow screens. */
export default function BarDrawer({
  opened,
  onClose,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation("shell");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={264}
      withCloseButton={false}
      aria-label={t("places")}
      styles={{ body: { height: "100%", padding: 0 }, content: { backgroundColor: "var(--shoal-bar)" } }}
    >
      {children}
    </Drawer>
  );
}
