/** How large a run is: what the command line says, else what each scenario thinks right. */
export class BenchSizes {
  constructor(
    private readonly given: { readonly events?: number; readonly seconds?: number; readonly minutes?: number },
    /** Whether a quick look is wanted: the run without names. */
    readonly isShort: boolean,
    private readonly only?: string,
  ) {}

  /** Whether a variant of a scenario is to be measured. */
  wants(variant: string): boolean {
    return this.only === undefined || variant.includes(this.only);
  }

  events(usual: number): number {
    return this.given.events ?? usual;
  }

  seconds(usual: number, short = usual): number {
    return this.given.seconds ?? (this.isShort ? short : usual);
  }

  minutes(usual: number): number {
    return this.given.minutes ?? usual;
  }
}
