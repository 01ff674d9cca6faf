import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core';

/** A calm clinical teal; the seventh is dark enough for white text (WCAG AA). */
const carehook: MantineColorsTuple = [
  '#e6fafb',
  '#d3f0f2',
  '#a8e0e4',
  '#79cfd5',
  '#54c1c9',
  '#3cb8c1',
  '#0b7f8c',
  '#0a6f7b',
  '#075f69',
  '#034e57',
];

/** Greys with a little blue, like the surfaces of `console.css`. */
const dark: MantineColorsTuple = [
  '#d5dbe1',
  '#b6bfc8',
  '#98a3ad',
  '#737e89',
  '#4a545e',
  '#343c45',
  '#272e36',
  '#1b2026',
  '#14181c',
  '#0d1013',
];

const SYSTEM_FONT = 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

/** Mantine's tinted labels are too pale to read on their tint (WCAG AA). */
const legible: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const { isThemeColor, color } = parseThemeColor({
    color: input.color ?? input.theme.primaryColor,
    theme: input.theme,
  });
  if (input.variant !== 'light' || !isThemeColor) return colors;
  const dark = `color-mix(in srgb, var(--mantine-color-${color}-9), black 30%)`;
  return { ...colors, color: `light-dark(${dark}, var(--mantine-color-${color}-2))` };
};

export const theme = createTheme({
  primaryColor: 'carehook',
  colors: { carehook, dark },
  primaryShade: { light: 7, dark: 6 },
  fontFamily: SYSTEM_FONT,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: { fontFamily: SYSTEM_FONT, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: legible,
  components: {
    Card: { defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } },
    Alert: { defaultProps: { radius: 'lg' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    Modal: { defaultProps: { centered: true, radius: 'lg' }, styles: { title: { fontWeight: 650 } } },
  },
});
