export { campaignChoicesQuery, useCampaigns } from './campaigns';
export { type NameOf, departmentsQuery, marketsQuery, useDepartmentNames, useNames, usersQuery } from './directory';
export { useProductWords } from './goods';
export { useTeamNames } from './teams';
