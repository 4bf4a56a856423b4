import { lazy } from 'react';

export const CampaignsPage = lazy(() =>
  import('./list/campaigns-page').then((module) => ({ default: module.CampaignsPage })),
);
export const SourcesPage = lazy(() =>
  import('./list/sources-page').then((module) => ({ default: module.SourcesPage })),
);
export const CampaignPage = lazy(() =>
  import('./detail/campaign-page').then((module) => ({ default: module.CampaignPage })),
);
