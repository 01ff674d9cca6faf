import { ActionIcon, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { LANGUAGES, type Language, useLanguage } from '../i18n/language.context';
import { Icon } from '../ui/icons';

export function LanguageSelect({ isLabelled = false }: { readonly isLabelled?: boolean }) {
  const { language, words, choose } = useLanguage();
  return (
    <NativeSelect
      {...(isLabelled ? { label: words.nav.language } : { 'aria-label': words.nav.language, size: 'xs' })}
      value={language}
      onChange={(event) => choose(event.currentTarget.value as Language)}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
    />
  );
}

export function ThemeToggle() {
  const { words } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={words.nav.theme}
      onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      <Icon name={scheme === 'dark' ? 'sun' : 'moon'} size={16} />
    </ActionIcon>
  );
}
