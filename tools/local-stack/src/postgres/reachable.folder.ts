import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PostgresUser } from './postgres.user.js';

interface FolderMode {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** No folder for temporary files lets the PostgreSQL user in, or somebody else made ours. */
export class NoReachableFolder extends Error {
  override readonly name = 'NoReachableFolder';
  constructor(readonly tried: readonly string[]) {
    super(`the user postgres can reach none of ${tried.join(', ')}; run Carehook as a user other than root`);
  }
}

/** Whether the user may pass through the folder and every folder above it, as far as modes tell. */
export function canReach(
  { uid, gid }: PostgresUser,
  folder: string,
  modeOf: (path: string) => FolderMode = statSync,
): boolean {
  if (uid === undefined) return true;
  const above = dirname(folder);
  return mayPass(modeOf(folder), uid, gid) && (above === folder || canReach({ uid, gid }, above, modeOf));
}

function mayPass({ mode, uid, gid }: FolderMode, userUid: number, userGid: number | undefined): boolean {
  if (uid === userUid) return (mode & 0o100) !== 0;
  return gid === userGid ? (mode & 0o010) !== 0 : (mode & 0o001) !== 0;
}

/** A folder of ours for temporary files that the user can reach, the same for the same `purpose`. @throws NoReachableFolder */
export function reachableFolder(user: PostgresUser, purpose: string): string {
  const candidates = temporaryFolders(purpose);
  for (const folder of candidates) {
    if (!canReach(user, dirname(folder))) continue;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (isOurFolder(folder)) return folder;
  }
  throw new NoReachableFolder(candidates);
}

/** Deletes what `reachableFolder` made for the purpose, if anything. */
export function removeReachableFolder(purpose: string): void {
  for (const folder of temporaryFolders(purpose)) {
    if (existsSync(folder) && isOurFolder(folder)) rmSync(folder, { recursive: true });
  }
}

function temporaryFolders(purpose: string): string[] {
  const key = createHash('sha256').update(purpose).digest('hex').slice(0, 12);
  const roots = new Set([tmpdir(), '/tmp', '/var/tmp']);
  return [...roots].filter((root) => existsSync(root)).map((root) => join(root, `carehook-${key}`));
}

/** Not one, nor a link to one, that somebody else put there under the expected name. */
function isOurFolder(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.();
}
