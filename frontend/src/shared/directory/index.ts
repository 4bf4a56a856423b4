export { campaignChoicesQuery, useCampaigns } from './campaigns';
export {
  type NameOf,
  departmentsQuery,
  marketsQuery,
  useDepartmentNames,
  useNames,
  useProductWords,
  useTeamNames,
  usersQuery,
} from './directory';
