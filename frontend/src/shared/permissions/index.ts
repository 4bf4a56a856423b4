export { may, meQuery, useMay, useMe } from './permissions';
