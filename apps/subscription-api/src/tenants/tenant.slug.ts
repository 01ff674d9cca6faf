const MAX_SLUG_LENGTH = 63;

/** A tenant's id made from its name: `Klinikum Süd / Köln` → `klinikum-sud-koln`. Empty where the name has no letter of use. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/-+$/, '');
}
