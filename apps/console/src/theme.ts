import { createTheme, type MantineColorsTuple } from '@mantine/core';

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

const SYSTEM_FONT = 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

export const theme = createTheme({
  primaryColor: 'carehook',
  colors: { carehook },
  primaryShade: { light: 7, dark: 6 },
  fontFamily: SYSTEM_FONT,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: { fontFamily: SYSTEM_FONT, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    Card: { defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } },
    Alert: { defaultProps: { radius: 'lg' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    Modal: { defaultProps: { centered: true, radius: 'lg' } },
  },
});
