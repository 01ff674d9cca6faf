import { Accordion, Card, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { Webhook } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { BatchFields } from './batch.fields';
import { DataFields } from './data.fields';
import { HeadersField } from './headers.field';
import { LimitsFields } from './limits.fields';
import { RetryFields } from './retry.fields';
import { TlsFields } from './tls.fields';
import type { DraftField, DraftProblems, FieldProps } from './webhook.draft';

/** The parts that most webhooks leave as they are, and the fields of each. */
const PARTS = {
  headers: ['headers'],
  retries: ['maxRetries', 'retryDelay', 'backoffStrategy', 'timeout'],
  limits: ['maxConcurrency', 'rateLimit', 'isOrdered'],
  batch: ['isBatched', 'batchMaxEvents', 'batchMaxWaitMs'],
  data: ['isThin', 'redact'],
  tls: ['tls', 'clientCertificate', 'clientKey', 'ca'],
} as const satisfies Readonly<Record<string, readonly DraftField[]>>;
type PartName = keyof typeof PARTS;

interface FormPartsProps {
  readonly fields: FieldProps;
  /** The certificates that the webhook has. */
  readonly shownTls: Webhook['tls'];
}

/** Parts that people open; one that holds a problem is opened for them. */
export function FormParts({ fields, shownTls }: FormPartsProps) {
  const words = useWords().form;
  const [open, setOpen] = useState<string[]>([]);
  const refused = refusedParts(fields.problems).join();
  useEffect(() => {
    if (refused !== '') setOpen((before) => [...new Set([...before, ...refused.split(',')])]);
  }, [refused]);
  const parts: Readonly<Record<PartName, ReactNode>> = {
    headers: <HeadersField {...fields} />,
    retries: <RetryFields {...fields} />,
    limits: <LimitsFields {...fields} />,
    batch: <BatchFields {...fields} />,
    data: <DataFields {...fields} />,
    tls: <TlsFields {...fields} shownTls={shownTls} />,
  };
  return (
    <Card p={0}>
      <Accordion multiple variant="default" chevronPosition="right" value={open} onChange={setOpen}>
        {(Object.keys(PARTS) as PartName[]).map((name) => (
          <Accordion.Item key={name} value={name}>
            <Accordion.Control>
              {words.parts[name]}
              <Text size="xs" c="dimmed" component="span" display="block">
                {words.partHints[name]}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>{parts[name]}</Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Card>
  );
}

function refusedParts(problems: DraftProblems): PartName[] {
  return (Object.keys(PARTS) as PartName[]).filter((name) => PARTS[name].some((field) => problems[field]));
}
