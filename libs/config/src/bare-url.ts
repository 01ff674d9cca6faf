import { z } from 'zod';

/** `https://host:port/path`, nothing after it and nobody in it; comes out without a slash at its end. Messages never quote it. */
export const bareUrl = z
  .string()
  .refine(isBareUrl, 'must be http:// or https://, a host, maybe a port and a path, and nothing after it')
  .transform((text) => text.replace(/\/+$/, ''));

function isBareUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  return isHttp && hostname !== '' && search + hash + username + password === '';
}
