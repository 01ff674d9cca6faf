import { Code, Stack, Tabs, Text } from '@mantine/core';
import page from '../../../../docs/verify.md?raw';
import { useWords } from '../i18n/language.context';
import { CodeBox } from '../ui/code';
import { verifyRows, verifySamples } from './verify.samples';

const ROWS = verifyRows(page);
const SAMPLES = verifySamples(page);

/** How a receiver of this dialect verifies what comes, in code to be copied. */
export function VerifyHelp({ dialect }: { readonly dialect: string }) {
  const words = useWords().secret;
  const row = ROWS.get(dialect);
  return (
    <Stack gap="sm">
      {row && (
        <Text size="sm">
          {words.verifyText(row.fn, row.header)}{' '}
          {row.prefix && (
            <>
              {words.prefix('')}
              <Code>{row.prefix}</Code>
            </>
          )}
        </Text>
      )}
      <Tabs defaultValue={SAMPLES[0]?.language ?? ''} keepMounted={false}>
        <Tabs.List>
          {SAMPLES.map(({ language }) => (
            <Tabs.Tab key={language} value={language}>
              {language}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SAMPLES.map(({ language, code }) => (
          <Tabs.Panel key={language} value={language} pt="md">
            <CodeBox text={code} label={language} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
