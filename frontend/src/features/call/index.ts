export { CallWorkspace } from './call-workspace';
