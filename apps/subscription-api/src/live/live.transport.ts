/** The transport of handlers that watch what happens now, in every process of this app alike. */
export const LIVE = Symbol('live');
