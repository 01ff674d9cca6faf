import { useCallback, useMemo, useState } from 'react';

/** The rows of a table that people chose. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  readonly set: (ids: readonly string[]) => void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const set = useCallback((next: readonly string[]) => setIds(new Set(next)), []);
  const toggle = useCallback((id: string) => {
    setIds((before) =>
      before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id]),
    );
  }, []);
  return useMemo(() => ({ ids, set, toggle }), [ids, set, toggle]);
}
