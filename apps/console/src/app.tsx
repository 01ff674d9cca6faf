import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { ApiFailure } from './api/api.client';
import { OverviewPage } from './overview/overview.page';
import { SessionGate } from './session/session.context';
import { NotFoundPage } from './shell/not-found.page';
import { Shell } from './shell/shell';
import { NoticesProvider } from './ui/notices';

const WebhooksPage = lazy(() => import('./webhooks/webhooks.page'));
const WebhookFormPage = lazy(() => import('./webhooks/webhook-form.page'));
const WebhookPage = lazy(() => import('./webhooks/webhook.page'));
const DeliveriesPage = lazy(() => import('./deliveries/deliveries.page'));
const DeliveryPage = lazy(() => import('./deliveries/delivery.page'));
const EventsPage = lazy(() => import('./events/events.page'));
const RejectedPage = lazy(() => import('./events/rejected.page'));
const EventPage = lazy(() => import('./events/event.page'));
const CataloguePage = lazy(() => import('./catalogue/catalogue.page'));
const EventTypePage = lazy(() => import('./catalogue/event-type.page'));
const AlertsPage = lazy(() => import('./alerts/alerts.page'));
const SettingsPage = lazy(() => import('./settings/settings.page'));
const KeysPage = lazy(() => import('./keys/keys.page'));
const AuditPage = lazy(() => import('./audit/audit.page'));
const TenantsPage = lazy(() => import('./tenants/tenants.page'));

const MAX_RETRIES = 2;

/** What the API refused is refused again; all else may pass. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        failures < MAX_RETRIES && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500),
      retryDelay: 1_000,
      staleTime: 2_000,
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <NoticesProvider>
        <SessionGate>
          <Shell>
            <Switch>
              <Route path="/" component={OverviewPage} />
              <Route path="/console" component={OverviewPage} />
              <Route path="/console/webhooks" component={WebhooksPage} />
              <Route path="/console/webhooks/new" component={WebhookFormPage} />
              <Route path="/console/webhooks/:id/edit" component={WebhookFormPage} />
              <Route path="/console/webhooks/:id" component={WebhookPage} />
              <Route path="/console/deliveries" component={DeliveriesPage} />
              <Route path="/console/deliveries/:id" component={DeliveryPage} />
              <Route path="/console/events" component={EventsPage} />
              <Route path="/console/events/rejected" component={RejectedPage} />
              <Route path="/console/events/:uid" component={EventPage} />
              <Route path="/console/event-types" component={CataloguePage} />
              <Route path="/console/event-types/:type" component={EventTypePage} />
              <Route path="/console/alerts" component={AlertsPage} />
              <Route path="/console/settings" component={SettingsPage} />
              <Route path="/console/settings/api-keys" component={KeysPage} />
              <Route path="/console/settings/audit-log" component={AuditPage} />
              <Route path="/console/settings/tenants" component={TenantsPage} />
              <Route component={NotFoundPage} />
            </Switch>
          </Shell>
        </SessionGate>
      </NoticesProvider>
    </QueryClientProvider>
  );
}
