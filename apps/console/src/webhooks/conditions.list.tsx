import { Code, List, ThemeIcon } from '@mantine/core';
import type { Condition } from '../api/api.types';
import type { Dictionary } from '../i18n/en';
import { useWords } from '../i18n/language.context';
import { Icon } from '../ui/icons';

/** What each condition of a filter asks for, and whether the event has it. */
export function ConditionsList({ conditions }: { readonly conditions: readonly Condition[] }) {
  const { form, why } = useWords();
  return (
    <List size="sm" spacing={4}>
      {conditions.map(({ place, operator, held, missing, branches }) => (
        <List.Item
          key={place}
          icon={
            <ThemeIcon size={18} radius="xl" variant="light" color={held ? 'teal' : 'orange'}>
              <Icon name={held ? 'check' : 'alert'} size={12} />
            </ThemeIcon>
          }
        >
          <Code>{nameOf(place)}</Code> {wordOf(operator, why)}:{' '}
          {held ? form.held : missing ? form.missing : form.notHeld}
          {branches?.map((branch, index) => (
            <ConditionsList key={index} conditions={branch.conditions} />
          ))}
        </List.Item>
      ))}
    </List>
  );
}

/** `filters.patient.id` is about `patient.id`. */
function nameOf(place: string): string {
  return place.replace(/^filters\.?/, '') || place;
}

/** A newer API may have operators that this console does not know. */
function wordOf(operator: string, { operators }: Dictionary['why']): string {
  const words: Readonly<Record<string, string>> = operators;
  return words[operator] ?? operator;
}
