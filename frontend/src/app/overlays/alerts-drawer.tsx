export function AlertsDrawer(_: { onClose: () => void }) {
  return null;
}
