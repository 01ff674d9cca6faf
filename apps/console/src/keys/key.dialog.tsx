import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ApiKeyWithKey } from '../api/api.types';
import { useSubmission } from '../api/submission';
import { useWords } from '../i18n/language.context';
import { FormDialog } from '../ui/form.dialog';
import { MomentField } from '../ui/moment.field';

const ROLES = ['viewer', 'producer', 'admin'] as const;
type KeyRole = (typeof ROLES)[number];
const FIELDS = ['name', 'role', 'expiresAt', 'allowedIps', 'rateLimit'] as const;

interface KeyDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (key: ApiKeyWithKey) => void;
}

export function KeyDialog({ onClose, onCreated }: KeyDialogProps) {
  const { keys: words, role: roles } = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<KeyRole>('viewer');
  const [expiresAt, setExpiresAt] = useState('');
  const [allowedIps, setAllowedIps] = useState<string[]>([]);
  const [rateLimit, setRateLimit] = useState<number | ''>('');
  const submission = useSubmission(
    (api, _given: undefined) =>
      api.send<ApiKeyWithKey>('POST', '/v1/api-keys', {
        name,
        role,
        expiresAt: expiresAt === '' ? null : expiresAt,
        allowedIps: allowedIps.length === 0 ? null : allowedIps,
        rateLimit: rateLimit === '' ? null : rateLimit,
      }),
    FIELDS,
    (made) => {
      onClose();
      onCreated(made);
    },
  );
  const { problems } = submission;
  return (
    <FormDialog
      title={words.create}
      action={words.create}
      submission={submission}
      onSubmit={() => submission.submit(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={words.name}
        description={words.nameHint}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problems.name}
      />
      <NativeSelect
        label={words.role}
        description={words.roleHints[role]}
        data={ROLES.map((value) => ({ value, label: roles[value] }))}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value as KeyRole)}
        error={problems.role}
      />
      <MomentField
        label={words.expires}
        description={words.expiresHint}
        value={expiresAt}
        onChange={setExpiresAt}
        error={problems.expiresAt}
      />
      <TagsInput
        label={words.networks}
        description={words.networksHint}
        value={allowedIps}
        onChange={setAllowedIps}
        acceptValueOnBlur
        splitChars={[',', ' ']}
        error={problems.allowedIps}
      />
      <NumberInput
        label={words.rateLimit}
        description={words.rateLimitHint}
        min={1}
        allowDecimal={false}
        hideControls
        value={rateLimit}
        onChange={(value) => setRateLimit(typeof value === 'number' ? value : '')}
        error={problems.rateLimit}
      />
    </FormDialog>
  );
}
