import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One file of the built console, as it is and as the build compressed it. */
export interface ConsoleFile {
  readonly type: string;
  readonly content: Buffer;
  /** By the name of the encoding; none of what is too small to be worth it. */
  readonly encoded: Readonly<Partial<Record<ContentEncoding, Buffer>>>;
}

/** The better one first. */
const ENCODINGS = ['br', 'gzip'] as const;
export type ContentEncoding = (typeof ENCODINGS)[number];
const SUFFIXES: Readonly<Record<ContentEncoding, string>> = { br: '.br', gzip: '.gz' };

const TYPES: readonly (readonly [suffix: string, type: string])[] = [
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
];

/** Every file that is served of a build, by its path within the folder; none where nothing was built. */
export function readConsoleFiles(folder: string): ReadonlyMap<string, ConsoleFile> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const present = new Set(paths);
  return new Map(
    paths.flatMap((path) => {
      const type = TYPES.find(([suffix]) => path.endsWith(suffix))?.[1];
      if (!type) return [];
      const encoded = Object.fromEntries(
        ENCODINGS.filter((encoding) => present.has(path + SUFFIXES[encoding])).map((encoding) => [
          encoding,
          readFileSync(join(folder, path + SUFFIXES[encoding])),
        ]),
      );
      return [[path, { type, content: readFileSync(join(folder, path)), encoded }] as const];
    }),
  );
}

/** What to send to whom accepts these encodings (the header `Accept-Encoding`). */
export function encodingFor(file: ConsoleFile, accepted: string | undefined): ContentEncoding | undefined {
  const names = (accepted ?? '').split(',').flatMap((each) => {
    const [name = '', quality] = each.split(';').map((part) => part.trim());
    return quality && /^q=0(\.0*)?$/.test(quality) ? [] : [name.toLowerCase()];
  });
  return ENCODINGS.find((encoding) => file.encoded[encoding] && names.includes(encoding));
}
