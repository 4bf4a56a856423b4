export { marketsQuery, useNames, usersQuery } from './directory';
