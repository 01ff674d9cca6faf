import { describe, expect, it } from 'vitest';
import { canReach } from './reachable.folder.js';

const POSTGRES = { uid: 101, gid: 104 };

/** Folders that root made, with these modes; all others are open. */
const modes = (closed: Record<string, { mode: number; uid?: number; gid?: number }>) => (path: string) => ({
  mode: 0o755,
  uid: 0,
  gid: 0,
  ...closed[path],
});

describe('canReach', () => {
  it('is so where every folder lets others pass', () => {
    expect(canReach(POSTGRES, '/srv/carehook/.local', modes({}))).toBe(true);
  });

  it('is not so below a closed folder, however open the last one is', () => {
    expect(canReach(POSTGRES, '/root/carehook/.local', modes({ '/root': { mode: 0o700 } }))).toBe(false);
  });

  it('asks the mode of the owner, of the group or of others, whichever the user is', () => {
    expect(canReach(POSTGRES, '/a', modes({ '/a': { mode: 0o700, uid: 101 } }))).toBe(true);
    expect(canReach(POSTGRES, '/a', modes({ '/a': { mode: 0o710, gid: 104 } }))).toBe(true);
    expect(canReach(POSTGRES, '/a', modes({ '/a': { mode: 0o701, gid: 104 } }))).toBe(false);
  });

  it('is no question where PostgreSQL runs as the user of the stack', () => {
    expect(canReach({}, '/root/carehook', modes({ '/root': { mode: 0o700 } }))).toBe(true);
  });
});
