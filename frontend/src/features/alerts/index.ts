export { AlertsDrawer } from './alerts-drawer';
