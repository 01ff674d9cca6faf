import { describe, expect, it } from 'vitest';
import { ServerEventParser } from './sse.parser';

describe('server-sent events', () => {
  it('are complete when their empty line has come, wherever the stream was cut', () => {
    const text = 'event: ready\ndata: {}\n\nevent: delivery\ndata: {"id":1}\n\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new ServerEventParser();
      expect([...parser.take(text.slice(0, cut)), ...parser.take(text.slice(cut))]).toEqual([
        { event: 'ready', data: '{}' },
        { event: 'delivery', data: '{"id":1}' },
      ]);
    }
  });

  it('may have several lines, or be comments that say nothing', () => {
    const parser = new ServerEventParser();
    expect(parser.take(': still here\n\ndata: a\ndata:  b\n\nevent: empty\n\n')).toEqual([
      { event: 'message', data: 'a\n b' },
    ]);
  });

  it('may have lines that end as Windows ends them', () => {
    expect(new ServerEventParser().take('event: x\r\ndata: 1\r\n\r\n')).toEqual([{ event: 'x', data: '1' }]);
  });
});
