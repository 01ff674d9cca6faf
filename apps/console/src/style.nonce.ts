const nonce = document.querySelector('meta[name=style-nonce]')?.getAttribute('content') ?? '';

/** The page's content policy lets in style elements that bear this. */
export function styleNonce(): string {
  return nonce;
}

// Where Mantine's scroll lock looks for it (the package get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce });
