import { Button, Card, Group, Title } from '@mantine/core';
import { useState } from 'react';
import type { Tenant } from '../api/api.types';
import { useFormats } from '../i18n/formats';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { Facts } from '../ui/facts';
import { TenantDialog } from './tenant.dialog';

/** What an organisation chose, and the way to change it. */
export function TenantSection({ tenant }: { readonly tenant: Tenant }) {
  const words = useWords();
  const formats = useFormats();
  const { canChange } = useSession();
  const [isEditing, setEditing] = useState(false);
  const { tenant: own } = words;
  return (
    <Card component="section">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4">
          {words.settings.tenantTitle}
        </Title>
        {canChange && (
          <Button variant="default" size="xs" onClick={() => setEditing(true)}>
            {own.edit}
          </Button>
        )}
      </Group>
      <Facts
        facts={[
          [own.name, tenant.name],
          [own.defaultDialect, tenant.defaultDialect],
          [own.eventValidation, own.eventValidations[tenant.eventValidation]],
          [own.keyRateLimit, tenant.keyRateLimit === null ? own.byService : formats.number(tenant.keyRateLimit)],
          [own.retentionDays, tenant.retentionDays === null ? own.byService : own.days(tenant.retentionDays)],
          [own.sealing, tenant.sealing === 'on' ? own.sealed : own.unsealed],
        ]}
      />
      {isEditing && <TenantDialog tenant={tenant} onClose={() => setEditing(false)} />}
    </Card>
  );
}
