import { Button, Card, Code, Select, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearch } from 'wouter';
import { useDialects } from '../api/api.queries';
import type { EventSample, EventType } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { CodeBox } from '../ui/code';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { prettyJson } from '../ui/pretty-json';
import { Problem } from '../ui/problem';

export default function EventTypePage() {
  const words = useWords();
  const { type = '' } = useParams<{ type: string }>();
  const dialect = new URLSearchParams(useSearch()).get('dialect') ?? undefined;
  const { api, canChange } = useSession();
  const path = `/v1/event-types/${encodeURIComponent(type)}`;
  const found = useQuery({
    queryKey: ['event-type', type, dialect],
    queryFn: () => api.get<EventType>(path, { dialect }),
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const { description, origin, version, schema, example } = found.data;
  return (
    <>
      <PageTitle
        title={type}
        intro={
          <Text c="dimmed">
            {description}{' '}
            {origin === 'tenant' ? `(${words.catalogue.own}, ${words.catalogue.version(version)})` : `(${origin})`}
          </Text>
        }
        actions={
          canChange && (
            <Button component={Link} variant="default" href={`/console/webhooks/new?event=${encodeURIComponent(type)}`}>
              {words.catalogue.subscribe}
            </Button>
          )
        }
      />
      <Card>
        {example === null ? <Text c="dimmed">{words.catalogue.noSample}</Text> : <Sample path={path} first={dialect} />}
      </Card>
      <Card>
        <CodeBox label={words.catalogue.schema} text={JSON.stringify(schema, null, 2)} />
      </Card>
    </>
  );
}

/** The request that a receiver would get, in the dialect that is chosen. */
function Sample({ path, first }: { readonly path: string; readonly first: string | undefined }) {
  const words = useWords();
  const { api, me } = useSession();
  const dialects = useDialects();
  const [dialect, setDialect] = useState(first ?? me.tenant.defaultDialect);
  const sample = useQuery({
    queryKey: ['sample', path, dialect],
    queryFn: () => api.get<EventSample>(`${path}/sample`, { dialect }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Title order={2} size="h4">
        {words.catalogue.sample}
      </Title>
      <Select
        label={words.form.dialect}
        maw={360}
        allowDeselect={false}
        value={dialect}
        onChange={(value) => value && setDialect(value)}
        data={(dialects.data ?? []).map(({ name, product }) => ({ value: name, label: `${product} (${name})` }))}
      />
      {sample.error && <Problem error={sample.error} />}
      {sample.data && (
        <>
          <CodeBox
            label={words.catalogue.headers}
            text={Object.entries(sample.data.headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          />
          <CodeBox label={words.catalogue.body} text={prettyJson(sample.data.body)} exact={sample.data.body} />
          <Text size="sm" c="dimmed" className="break-anywhere">
            {words.catalogue.secret} <Code>{sample.data.secret}</Code>
          </Text>
        </>
      )}
    </Stack>
  );
}
