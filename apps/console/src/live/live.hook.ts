import { useEffect, useState } from 'react';
import { useSession } from '../session/session.context';
import { emptyFeed, type Feed, fed, type LiveDelivery, type Pace, paceOf } from './live.feed';
import { watchDeliveries } from './live.stream';

/** Four times a second is as fast as people read. */
const DRAW_MS = 250;

export type LiveState =
  | { readonly kind: 'connecting' | 'open' | 'paused' | 'hidden' }
  /** Tried again at this moment; never, where it was refused. */
  | { readonly kind: 'away'; readonly retryAtMs: number | undefined };

export interface Live {
  readonly state: LiveState;
  readonly feed: Feed;
  readonly pace: Pace;
  /** Counts connections: what happened between two of them was not seen. */
  readonly connections: number;
  readonly isPaused: boolean;
  readonly pause: (isPaused: boolean) => void;
}

/**
 * Deliveries as they happen, of one webhook or of all. Nobody watches in a tab that is hidden: a browser has few
 * connections to one host. What arrives is gathered, and drawn four times a second at most.
 */
export function useLive(webhookId?: string): Live {
  const { api } = useSession();
  const [isPaused, pause] = useState(false);
  const isHidden = useIsHidden();
  const [state, setState] = useState<LiveState>({ kind: 'connecting' });
  const [connections, setConnections] = useState(0);
  const [{ feed, pace }, setShown] = useState(() => shownOf(emptyFeed(Date.now())));

  useEffect(() => {
    if (isPaused || isHidden) {
      setState({ kind: isPaused ? 'paused' : 'hidden' });
      return undefined;
    }
    const stop = new AbortController();
    let arrived: LiveDelivery[] = [];
    let skipped = 0;
    setState({ kind: 'connecting' });
    const draw = setInterval(() => {
      const [batch, left] = [arrived, skipped];
      arrived = [];
      skipped = 0;
      setShown((before) => {
        const next = fed(before.feed, batch, left, Date.now());
        return next === before.feed && before.pace.perSecond === 0 ? before : shownOf(next);
      });
    }, DRAW_MS);
    const handlers = {
      onOpen: () => {
        setState({ kind: 'open' });
        setConnections((count) => count + 1);
      },
      onDelivery: (delivery: LiveDelivery) => arrived.push(delivery),
      onSkipped: (count: number) => {
        skipped += count;
      },
      onAway: (retryInMs: number | undefined) => {
        const retryAtMs = retryInMs === undefined ? undefined : Date.now() + retryInMs;
        setState({ kind: 'away', retryAtMs });
      },
    };
    void watchDeliveries(api, { webhookId }, handlers, stop.signal);
    return () => {
      stop.abort();
      clearInterval(draw);
    };
  }, [api, webhookId, isPaused, isHidden]);

  return { state, feed, pace, connections, isPaused, pause };
}

function shownOf(feed: Feed): { readonly feed: Feed; readonly pace: Pace } {
  return { feed, pace: paceOf(feed, Date.now()) };
}

function useIsHidden(): boolean {
  const [isHidden, setHidden] = useState(document.hidden);
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isHidden;
}
