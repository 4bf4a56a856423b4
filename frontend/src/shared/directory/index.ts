export { departmentsQuery, marketsQuery, useDepartmentNames, useNames, usersQuery } from './directory';
