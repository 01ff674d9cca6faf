import { useSearchParams } from 'wouter';

/** What a page's list is narrowed by, in the page's address, so that what one sees can be sent to a colleague. */
export function useAddressFilters<Name extends string>(): readonly [
  URLSearchParams,
  (name: Name, value: string | null) => void,
] {
  const [query, setQuery] = useSearchParams();
  const set = (name: Name, value: string | null) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [query, set];
}
