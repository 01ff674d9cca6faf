import { Anchor, Badge, Card, Group, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useDialects, useEventTypes } from '../api/api.queries';
import type { EventType } from '../api/api.types';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icons';
import { Loading } from '../ui/loading';
import { PageTitle } from '../ui/page-title';
import { Problem } from '../ui/problem';

export default function CataloguePage() {
  const words = useWords();
  const { me } = useSession();
  const [query, setQuery] = useSearchParams();
  const dialects = useDialects();
  const own = dialects.data?.find(({ name }) => name === me.tenant.defaultDialect);
  // A dialect that documents no events can carry those of all.
  const dialect = query.get('dialect') ?? (own?.eventTypes.length === 0 ? 'all' : me.tenant.defaultDialect);
  const types = useEventTypes(dialect);
  const [search, setSearch] = useState('');
  const text = search.trim().toLowerCase();
  const shown = (types.data ?? []).filter(({ type, description }) =>
    `${type} ${description ?? ''}`.toLowerCase().includes(text),
  );
  return (
    <>
      <PageTitle title={words.catalogue.title} intro={words.catalogue.intro} />
      <Group>
        <TextInput
          flex="1 1 240px"
          type="search"
          aria-label={words.catalogue.search}
          placeholder={words.catalogue.search}
          leftSection={<Icon name="search" size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          aria-label={words.form.dialect}
          flex="0 1 300px"
          allowDeselect={false}
          value={dialect}
          onChange={(value) => setQuery({ dialect: value ?? '' }, { replace: true })}
          data={[
            ...(dialects.data ?? []).map(({ name, product }) => ({ value: name, label: `${product} (${name})` })),
            { value: 'all', label: words.common.all },
          ]}
        />
      </Group>
      {types.error && <Problem error={types.error} onRetry={() => void types.refetch()} />}
      {types.isPending && <Loading />}
      {types.data && shown.length === 0 && <Empty title={words.catalogue.empty} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {shown.map((type) => (
          <TypeCard key={`${type.type} ${type.dialect}`} type={type} />
        ))}
      </SimpleGrid>
    </>
  );
}

function TypeCard({ type: { type, description, origin, dialect } }: { readonly type: EventType }) {
  const words = useWords().catalogue;
  const query = dialect === null ? '' : `?dialect=${encodeURIComponent(dialect)}`;
  return (
    <Card p="md">
      <Anchor
        component={Link}
        href={`/console/event-types/${encodeURIComponent(type)}${query}`}
        className="row-link break-anywhere"
        ff="monospace"
        size="sm"
      >
        {type}
      </Anchor>
      <Text size="sm" c="dimmed" my={6} flex={1}>
        {description}
      </Text>
      <Group>
        <Badge color="gray">{origin === 'tenant' ? words.own : origin}</Badge>
      </Group>
    </Card>
  );
}
