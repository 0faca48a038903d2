import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { startTexts } from "./i18n";

startTexts().then(() => createRoot(document.getElementById("root")!).render(<App />));
