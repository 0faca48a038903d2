import { Button, Center } from "@mantine/core";
import { useTranslation } from "react-i18next";

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** The button at the end of a list that has more. */
export function More({ pages }: { pages: Pages }) {
  const { t } = useTranslation("common");
  if (!pages.hasNextPage) return null;
  return (
    <Center mt="md">
      <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {t("more")}
      </Button>
    </Center>
  );
}
