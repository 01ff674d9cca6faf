import { Code, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import type { Webhook } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import type { FieldProps, TlsChoice } from './webhook.draft';

const MONOSPACE = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } };
const TEXTS = ['clientCertificate', 'clientKey', 'ca'] as const;

/** Mutual TLS, and receivers whose authority is not a public one. */
export function TlsFields({ draft, problems, set, shownTls }: FieldProps & { readonly shownTls: Webhook['tls'] }) {
  const words = useWords().form;
  const choices: TlsChoice[] = shownTls ? ['kept', 'own', 'public'] : ['public', 'own'];
  return (
    <Stack>
      <Radio.Group
        label={words.tls}
        value={draft.tls}
        onChange={(value) => set('tls', value as TlsChoice)}
        error={problems.tls}
      >
        <Group mt="xs">
          {choices.map((value) => (
            <Radio key={value} value={value} label={words.tlsChoices[value]} />
          ))}
        </Group>
      </Radio.Group>
      {draft.tls === 'kept' && shownTls && <Certificates tls={shownTls} />}
      {draft.tls === 'own' &&
        TEXTS.map((field) => (
          <Textarea
            key={field}
            label={words[field]}
            description={words.tlsHints[field]}
            placeholder={field === 'clientKey' ? '-----BEGIN PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'}
            autosize
            minRows={3}
            maxRows={10}
            spellCheck={false}
            autoComplete="off"
            styles={MONOSPACE}
            value={draft[field]}
            onChange={(event) => set(field, event.currentTarget.value)}
            error={problems[field]}
          />
        ))}
    </Stack>
  );
}

/** What is known of the certificates that a webhook has; its key nobody is told. */
export function Certificates({ tls }: { readonly tls: NonNullable<Webhook['tls']> }) {
  const words = useWords().form;
  const formats = useFormats();
  const all = [
    ...(tls.clientCertificate ? [[words.clientCertificate, tls.clientCertificate] as const] : []),
    ...tls.ca.map((certificate) => [words.ca, certificate] as const),
  ];
  return (
    <Stack gap="xs">
      {all.map(([name, { subject, fingerprint256, validTo }]) => (
        <div key={fingerprint256}>
          <Text size="sm" className="break-anywhere">
            <Text span inherit fw={600}>
              {name}:
            </Text>{' '}
            {subject}, {words.validTo(formats.full(validTo))}
          </Text>
          <Code className="break-anywhere" fz={11}>
            {fingerprint256}
          </Code>
        </div>
      ))}
    </Stack>
  );
}
