import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { onSignedOut, queryClient } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { router } from "./router";
import { cssVariablesResolver, theme } from "./theme";

/** When the server says that nobody is signed in: to the sign-in page, and back afterwards. */
function toSignIn() {
  const { pathname, href } = router.state.location;
  if (["/sign-in", "/setup", "/password"].includes(pathname)) return;
  queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
  router.navigate({ to: "/sign-in", search: { next: href } });
}

export function App() {
  const { i18n } = useTranslation();
  useEffect(() => onSignedOut(toSignIn), []);
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
            {/* Formatted numbers and dates follow the language: all is drawn anew when it changes. */}
            <ModalsProvider key={i18n.language}>
              <Notifications position="bottom-right" limit={4} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </DatesProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
