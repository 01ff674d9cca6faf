import { Module } from '@nestjs/common';
import { OutcomeWatch } from './outcome.watch.js';
import { OutcomesHandler } from './outcomes.handler.js';

@Module({ controllers: [OutcomesHandler], providers: [OutcomeWatch], exports: [OutcomeWatch] })
export class LiveModule {}
