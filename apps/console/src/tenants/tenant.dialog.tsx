import { NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDialects } from '../api/api.queries';
import type { Tenant } from '../api/api.types';
import { useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { useSession } from '../session/session.context';
import { FormDialog } from '../ui/form.dialog';
import { useNotify } from '../ui/notices';

const FIELDS = ['id', 'name', 'defaultDialect', 'eventValidation', 'keyRateLimit', 'retentionDays', 'sealing'] as const;

type TenantWithKey = Tenant & { readonly adminKey?: string };

interface TenantDialogProps {
  /** The one to change; a new one is made without it. */
  readonly tenant?: Tenant;
  readonly onClose: () => void;
  readonly onCreated?: (tenant: TenantWithKey) => void;
}

export function TenantDialog({ tenant, onClose, onCreated }: TenantDialogProps) {
  const words = useWords();
  const { tenant: own } = words;
  const notify = useNotify();
  const { me } = useSession();
  const dialects = useDialects();
  const [draft, setDraft] = useState(() => draftOf(tenant, me.tenant.defaultDialect));
  const set = <Field extends keyof Draft>(field: Field, value: Draft[Field]) =>
    setDraft((before) => ({ ...before, [field]: value }));
  const submission = useSubmission(
    (api, { id, ...chosen }: Draft) => {
      const body = {
        ...chosen,
        keyRateLimit: orNull(chosen.keyRateLimit),
        retentionDays: orNull(chosen.retentionDays),
      };
      return tenant
        ? api.send<TenantWithKey>('PATCH', `/v1/tenants/${tenant.id}`, body)
        : api.send<TenantWithKey>('POST', '/v1/tenants', { ...body, ...(id !== '' && { id }) });
    },
    FIELDS,
    (saved) => {
      onClose();
      if (tenant) notify(own.saved);
      else onCreated?.(saved);
    },
  );
  const { problems } = submission;
  return (
    <FormDialog
      title={tenant?.name ?? own.create}
      action={tenant ? words.common.save : own.create}
      submission={submission}
      onSubmit={() => submission.submit(draft)}
      onClose={onClose}
    >
      <TextInput
        label={own.name}
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => set('name', event.currentTarget.value)}
        error={problems.name}
      />
      {!tenant && (
        <TextInput
          label={own.id}
          description={own.idHint}
          value={draft.id}
          onChange={(event) => set('id', event.currentTarget.value)}
          error={problems.id}
        />
      )}
      <NativeSelect
        label={own.defaultDialect}
        description={own.defaultDialectHint}
        data={(dialects.data ?? []).map(({ name, product }) => ({ value: name, label: `${product} (${name})` }))}
        value={draft.defaultDialect}
        onChange={(event) => set('defaultDialect', event.currentTarget.value)}
        error={problems.defaultDialect}
      />
      <NativeSelect
        label={own.eventValidation}
        data={(['off', 'warn', 'reject'] as const).map((value) => ({ value, label: own.eventValidations[value] }))}
        value={draft.eventValidation}
        onChange={(event) => set('eventValidation', event.currentTarget.value as Tenant['eventValidation'])}
        error={problems.eventValidation}
      />
      {(['keyRateLimit', 'retentionDays'] as const).map((field) => (
        <NumberInput
          key={field}
          label={own[field]}
          description={field === 'keyRateLimit' ? own.keyRateLimitHint : own.retentionHint}
          min={1}
          allowDecimal={false}
          hideControls
          value={draft[field]}
          onChange={(value) => set(field, typeof value === 'number' ? value : '')}
          error={problems[field]}
        />
      ))}
      <Switch
        label={own.sealing}
        description={own.sealingHint}
        checked={draft.sealing === 'on'}
        onChange={(event) => set('sealing', event.currentTarget.checked ? 'on' : 'off')}
        error={problems.sealing}
      />
    </FormDialog>
  );
}

interface Draft extends Pick<Tenant, 'id' | 'name' | 'defaultDialect' | 'eventValidation' | 'sealing'> {
  readonly keyRateLimit: number | '';
  readonly retentionDays: number | '';
}

/** A new one begins with the dialect of the operator's own. */
function draftOf(tenant: Tenant | undefined, ownDialect: string): Draft {
  return {
    id: '',
    name: tenant?.name ?? '',
    defaultDialect: tenant?.defaultDialect ?? ownDialect,
    eventValidation: tenant?.eventValidation ?? 'warn',
    sealing: tenant?.sealing ?? 'off',
    keyRateLimit: tenant?.keyRateLimit ?? '',
    retentionDays: tenant?.retentionDays ?? '',
  };
}

function orNull(value: number | ''): number | null {
  return value === '' ? null : value;
}
