/** One thing that a child process of the benchmark can be asked. */
export interface Call {
  readonly argument: unknown;
  readonly result: unknown;
}

/** Holds for an interface whose members are all calls. */
export type Calls<C> = { readonly [Name in keyof C]: Call };

export type Handlers<C extends Calls<C>> = {
  readonly [Name in keyof C]: (argument: C[Name]['argument']) => C[Name]['result'] | Promise<C[Name]['result']>;
};

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
