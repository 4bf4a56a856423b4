export { campaignChoicesQuery, useCampaigns } from './campaigns';
export { departmentsQuery, marketsQuery, useDepartmentNames, useNames, usersQuery } from './directory';
