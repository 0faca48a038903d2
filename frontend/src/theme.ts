import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeComponents,
  parseThemeColor,
  type VariantColorsResolver,
} from "@mantine/core";

/** Light badges and buttons: text dark enough in the light scheme, light enough in the dark one (WCAG AA). */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const parsed = parseThemeColor({ color: input.color || input.theme.primaryColor, theme: input.theme });
  if (!parsed.isThemeColor || parsed.color === "dark") return colors;
  const name = parsed.color;
  const text = `light-dark(var(--mantine-color-${name}-9), var(--mantine-color-${name}-2))`;
  if (input.variant === "light") {
    return {
      ...colors,
      color: text,
      hoverColor: text,
      background: `light-dark(var(--mantine-color-${name}-0), color-mix(in srgb, var(--mantine-color-${name}-6) 18%, transparent))`,
      hover: `light-dark(var(--mantine-color-${name}-1), color-mix(in srgb, var(--mantine-color-${name}-6) 28%, transparent))`,
    };
  }
  if (input.variant === "subtle" || input.variant === "outline" || input.variant === "transparent") {
    const plain = `light-dark(var(--mantine-color-${name}-8), var(--mantine-color-${name}-3))`;
    return { ...colors, color: plain, hoverColor: plain };
  }
  return colors;
};

const input = { defaultProps: { size: "sm" } };

// By name, not with `Button.extend`: importing each component here would put all of them into the first load.
const components: MantineThemeComponents = {
  Button: { defaultProps: { size: "sm" }, styles: { root: { fontWeight: 550 } } },
  ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "md" } },
  Badge: {
    defaultProps: { variant: "light", radius: "sm", size: "md" },
    // Without its own least width a table cell cuts the word.
    styles: { root: { textTransform: "none", minWidth: "max-content", fontWeight: 550, letterSpacing: 0 } },
  },
  Paper: { defaultProps: { radius: "lg" } },
  Card: { defaultProps: { radius: "lg", withBorder: true, padding: "lg" } },
  Tooltip: {
    defaultProps: {
      withArrow: true,
      openDelay: 250,
      fz: "xs",
      maw: 340,
      multiline: true,
      events: { hover: true, focus: true, touch: false },
    },
  },
  Menu: {
    defaultProps: { shadow: "lg", position: "bottom-end", radius: "md" },
    styles: { item: { fontSize: "var(--mantine-font-size-sm)", paddingBlock: 7 } },
  },
  Popover: { defaultProps: { shadow: "lg" } },
  Modal: {
    defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } },
    styles: { title: { fontWeight: 600, fontSize: "var(--mantine-font-size-lg)" } },
  },
  Drawer: { styles: { title: { fontWeight: 600, fontSize: "var(--mantine-font-size-lg)" } } },
  Tabs: { styles: { tab: { paddingInline: 14, paddingBlock: 10, fontWeight: 500 } } },
  Table: {
    defaultProps: { verticalSpacing: 10, horizontalSpacing: "md", highlightOnHover: true },
    styles: { th: { fontWeight: 550, whiteSpace: "nowrap", color: "var(--shoal-quiet)" } },
  },
  SegmentedControl: { defaultProps: { size: "xs" } },
  Skeleton: { defaultProps: { radius: "sm" } },
  Notification: { defaultProps: { radius: "md", withBorder: true } },
  Alert: { defaultProps: { variant: "light", radius: "md" } },
  TextInput: input,
  PasswordInput: input,
  Textarea: input,
  Select: { defaultProps: { size: "sm", checkIconPosition: "right" } },
  MultiSelect: { defaultProps: { size: "sm", checkIconPosition: "right" } },
  NumberInput: input,
  TagsInput: input,
};

export const theme = createTheme({
  fontFamily: "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.5" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.45" },
      h4: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  shadows: {
    xs: "0 1px 2px rgba(16, 24, 40, 0.05)",
    sm: "0 1px 3px rgba(16, 24, 40, 0.08)",
    md: "0 4px 12px rgba(16, 24, 40, 0.10)",
    lg: "0 8px 24px rgba(16, 24, 40, 0.12)",
    xl: "0 16px 40px rgba(16, 24, 40, 0.16)",
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  colors: {
    accent: [
      "#eeefff",
      "#dfe1ff",
      "#c5c8fd",
      "#a6aafa",
      "#8388f5",
      "#666cf0",
      "#4f55e3",
      "#4147c9",
      "#363ba6",
      "#2b2f80",
    ],
    gray: [
      "#f8f9fb",
      "#f0f2f5",
      "#e7eaef",
      "#dde1e8",
      "#c8ced8",
      "#98a2b3",
      "#5f6b80",
      "#4a5567",
      "#344054",
      "#1b2233",
    ],
    dark: [
      "#dfe4ee",
      "#c2c9d8",
      "#98a2b6",
      "#7a859b",
      "#2d3547",
      "#242b3b",
      "#1b212e",
      "#151a25",
      "#0e121b",
      "#0a0d14",
    ],
    green: [
      "#e8fbf3",
      "#d0f5e4",
      "#a3ebca",
      "#6fdcab",
      "#3fca8c",
      "#1fb877",
      "#12a067",
      "#0b8254",
      "#086845",
      "#054f35",
    ],
    red: ["#fef0f0", "#fde0e0", "#fbc2c2", "#f79a9a", "#f27171", "#ec5050", "#dc3535", "#c22424", "#a11c1c", "#7d1616"],
    orange: [
      "#fff3e8",
      "#ffe4cb",
      "#fec998",
      "#fcab62",
      "#f8903a",
      "#f07a1c",
      "#d96710",
      "#b4530b",
      "#92420c",
      "#70330b",
    ],
  },
  variantColorResolver,
  components,
});

/**
 * Colours of our own, as CSS variables of both schemes:
 * `--shoal-page` behind the cards, `--shoal-bar` of the left bar, `--shoal-line` of hairlines, `--shoal-quiet` of second-rank text,
 * `--shoal-hover` of rows under the pointer, `--shoal-up`, `--shoal-down` and `--shoal-warn` of small text that says better, worse, careful.
 */
export const cssVariablesResolver: CSSVariablesResolver = (theme) => ({
  variables: {},
  light: {
    "--mantine-color-text": theme.colors.gray[9],
    "--mantine-color-dimmed": theme.colors.gray[6],
    "--mantine-color-placeholder": "#697386",
    "--mantine-color-error": theme.colors.red[7],
    "--mantine-color-anchor": theme.colors.accent![7],
    "--mantine-color-default-border": theme.colors.gray[3],
    "--shoal-page": theme.colors.gray[0],
    "--shoal-bar": "#ffffff",
    "--shoal-line": theme.colors.gray[3],
    "--shoal-quiet": theme.colors.gray[6],
    "--shoal-hover": theme.colors.gray[1],
    "--shoal-up": theme.colors.green[7],
    "--shoal-down": theme.colors.red[7],
    "--shoal-warn": theme.colors.orange[8],
  },
  dark: {
    "--mantine-color-dimmed": theme.colors.dark[2],
    "--mantine-color-placeholder": "#8590a6",
    "--mantine-color-error": theme.colors.red[3],
    "--mantine-color-anchor": theme.colors.accent![3],
    "--mantine-color-default-border": theme.colors.dark[4],
    "--shoal-page": theme.colors.dark[8],
    "--shoal-bar": "#11151f",
    "--shoal-line": theme.colors.dark[4],
    "--shoal-quiet": theme.colors.dark[2],
    "--shoal-hover": theme.colors.dark[6],
    "--shoal-up": theme.colors.green[4],
    "--shoal-down": theme.colors.red[3],
    "--shoal-warn": theme.colors.orange[3],
  },
});
