export { along, leaveTrail, trailOf, type Trail } from './trail';
