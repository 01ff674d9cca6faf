import '@mantine/core/styles.css';
import './console.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { firstSpoken, LanguageProvider } from './i18n/language.context';
import { styleNonce } from './style.nonce';
import { theme } from './theme';

const root = document.getElementById('root');
if (root) {
  const spoken = await firstSpoken();
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <LanguageProvider first={spoken}>
        <App />
      </LanguageProvider>
    </MantineProvider>,
  );
}
