import { Component, type ReactNode } from 'react';
import { Problem } from './problem';

interface Props {
  readonly children: ReactNode;
  /** What is shown is tried anew when this changes. */
  readonly at: string;
}
interface State {
  readonly error?: unknown;
  readonly at: string;
}

/** A page that broke, or whose files a newer version has replaced, says so and leaves the rest standing. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { at: this.props.at };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { at, error: undefined };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Problem error={this.state.error} onRetry={() => location.reload()} />;
  }
}
