import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceparent, isSampled, parseTraceparent, sharedTrace, traceHeaders, traceOf } from './trace-context.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const PARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;

describe('a traceparent', () => {
  it('names its trace, the span before, and whether it is sampled', () => {
    const context = parseTraceparent(PARENT);
    expect(context).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, flags: 1 });
    expect([PARENT, `00-${TRACE_ID}-${SPAN_ID}-00`].map((text) => isSampled(parse(text)))).toEqual([true, false]);
  });

  it.each([
    '',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
    '0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more',
    'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more',
    ' 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    `${PARENT}\n`,
    `${PARENT}, ${PARENT}`,
  ])('is none as "%s"', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
    expect(traceHeaders(text, 'a=1')).toBeUndefined();
  });

  it('of a later version is read as far as it is known, and goes on in this one', () => {
    expect(traceHeaders(`cc-${TRACE_ID}-${SPAN_ID}-ff-and-more`, undefined)).toEqual({
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-03`,
    });
  });

  it('comes out as it went in', () => {
    const hex = (length: number) =>
      fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => !/^0+$/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom('00', '01', '02', '03'), (traceId, spanId, flags) => {
        const text = `00-${traceId}-${spanId}-${flags}`;
        expect(formatTraceparent(parse(text))).toBe(text);
      }),
    );
  });
});

describe('a tracestate', () => {
  it.each(['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'a=1, b=2 ,,\tc=3', 'tenant@vendor=x y', '0x/_*-=!'])(
    'goes on as "%s"',
    (tracestate) => expect(traceHeaders(PARENT, tracestate)).toEqual({ traceparent: PARENT, tracestate }),
  );

  it.each([
    '',
    ',',
    'a',
    'a=',
    'A=1',
    'a=1=2',
    'a=1,a=2',
    'a=ü',
    'a=1\r\nx: y',
    `a=${'x'.repeat(257)}`,
    Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(),
    Array.from({ length: 3 }, (_, index) => `k${index}=${'x'.repeat(200)}`).join(),
  ])('is left out as "%s", and its traceparent goes on', (tracestate) =>
    expect(traceHeaders(PARENT, tracestate)).toEqual({ traceparent: PARENT }),
  );

  it('does not go alone', () => {
    expect(traceOf({ tracestate: 'a=1' })).toBeUndefined();
    expect(traceOf({ traceparent: 'none', tracestate: 'a=1' })).toBeUndefined();
    expect(traceOf({ traceparent: PARENT, tracestate: 'a=1' })).toEqual({ traceparent: PARENT, tracestate: 'a=1' });
  });
});

describe('events that share a request', () => {
  const first = { traceparent: PARENT };
  const same = { traceparent: `00-${TRACE_ID}-1111111111111111-01` };
  const other = { traceparent: `00-${'1'.repeat(32)}-${SPAN_ID}-01` };

  it('have the first one’s trace where it is the trace of all', () => {
    expect(sharedTrace([first, same])).toBe(first);
    expect(sharedTrace([first])).toBe(first);
  });

  it.each([
    ['there are several', [first, other]],
    ['one has none', [first, undefined]],
    ['the first has none', [undefined, first]],
    ['nobody has one', [undefined, undefined]],
    ['there is no event', []],
  ])('have none where %s', (_why, traces) => {
    expect(sharedTrace(traces)).toBeUndefined();
  });
});

function parse(text: string) {
  const context = parseTraceparent(text);
  if (!context) throw new RangeError(`no traceparent: ${text}`);
  return context;
}
