import { Alert, Button, Card, Code, Group, Stack, Text } from '@mantine/core';
import { useCall } from '../api/api.queries';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';

interface Verdict {
  readonly ok: boolean;
  readonly rows: number;
  readonly firstBroken: { readonly sequence: number; readonly reason: string } | null;
  readonly head: { readonly sequence: number; readonly hash: string };
}

/** Has the chain of the log followed from its beginning to its head. */
export function AuditVerify() {
  const words = useWords().audit;
  const verify = useCall((api) => api.get<Verdict>('/v1/audit-log/verify'));
  const verdict = verify.data;
  if (!verdict) {
    return (
      <Group>
        <Button variant="default" size="xs" loading={verify.isPending} onClick={() => verify.mutate()}>
          {words.verify}
        </Button>
      </Group>
    );
  }
  const { ok, rows, firstBroken, head } = verdict;
  return (
    <Card p={0} aria-live="polite">
      <Alert color={ok ? 'teal' : 'red'} icon={<Icon name={ok ? 'check' : 'alert'} />}>
        <Stack gap={4}>
          <Text size="sm">
            {firstBroken ? words.broken(firstBroken.sequence, firstBroken.reason) : words.intact(rows)}
          </Text>
          <Text size="xs" className="break-anywhere">
            {words.head}: <Code>{`${head.sequence} ${head.hash}`}</Code>
          </Text>
        </Stack>
      </Alert>
    </Card>
  );
}
