/** Where an event stands in a trace: W3C Trace Context, https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** Of the span that what follows is a child of: 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  readonly flags: number;
}

/** As they stand in a request or a record, in the form that this version of the standard writes. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** An event's extension attributes; CloudEvents' Distributed Tracing extension calls them as the headers are called. */
type Extensions = Readonly<Record<string, string>>;

const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 0x01;
/** Sampled, and that the trace id is random. What else a later version may say is not handed on. */
const KNOWN_FLAGS = 0x03;
const MAX_TRACESTATE_LENGTH = 512;
const MAX_TRACESTATE_MEMBERS = 32;
const TRACESTATE_MEMBER =
  /^([a-z0-9][a-z0-9_*/@-]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** `undefined` where it is none, as the standard wants it: nobody is told. A later version is read as far as it is known. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const match = TRACEPARENT.exec(text);
  if (!match) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = match;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS };
}

export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** Whether whoever began the trace wants its spans to be kept. */
export function isSampled({ flags }: TraceContext): boolean {
  return (flags & SAMPLED) !== 0;
}

/** What a request or a record says, where that holds; a `tracestate` that does not is left out alone. */
export function traceHeaders(traceparent: string, tracestate: string | undefined): TraceHeaders | undefined {
  const context = parseTraceparent(traceparent);
  if (!context) return undefined;
  const state = tracestate !== undefined && isTracestate(tracestate) ? { tracestate } : {};
  return { traceparent: formatTraceparent(context), ...state };
}

/** What an event's own attributes say. Costs nothing where they say nothing. */
export function traceOf({ traceparent, tracestate }: Extensions): TraceHeaders | undefined {
  return traceparent === undefined ? undefined : traceHeaders(traceparent, tracestate);
}

/** What a request of several events bears: the first's, where all of them are of one trace. */
export function sharedTrace(traces: readonly (TraceHeaders | undefined)[]): TraceHeaders | undefined {
  const [first] = traces;
  const traceId = first && traceIdOf(first);
  return traceId !== undefined && traces.every((each) => each && traceIdOf(each) === traceId) ? first : undefined;
}

function traceIdOf({ traceparent }: TraceHeaders): string {
  return traceparent.slice(3, 35);
}

function isTracestate(text: string): boolean {
  if (text.length > MAX_TRACESTATE_LENGTH) return false;
  const members = text
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
  const keys = members.map((member) => TRACESTATE_MEMBER.exec(member)?.[1]);
  return (
    members.length > 0 &&
    members.length <= MAX_TRACESTATE_MEMBERS &&
    !keys.includes(undefined) &&
    new Set(keys).size === keys.length
  );
}
