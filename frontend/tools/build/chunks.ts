// What every first visit needs goes into two files: what changes with our dependencies, and what changes with us. Many
// small chunks compress worse and cost requests.

const GROUND =
  /node_modules\/(react|react-dom|scheduler|use-sync-external-store|openapi-fetch|@lingui\/(core|react)|@tanstack\/(router-core|react-router|history|query-core|react-query|store|react-store))\//;
const SHELL =
  /\/src\/(api\/(client|connection|events|live|problem|index)\.|app\/(shell\/|pages\/|query-client|overlays\/(index|overlays)|session\/(session|queries)\.)|shared\/(i18n\/i18n|hotkeys\/|permissions\/|preferences\/|format\/names|labels\/(label|people)\.|time\/(now|zones|relative|format)\.)|shared\/ui\/(cx|kbd|avatar|badge|toast|problem-text)\.)/;

export const chunks = [
  { name: 'ground', test: GROUND, priority: 2, includeDependenciesRecursively: false },
  { name: 'shell', test: SHELL, priority: 1, includeDependenciesRecursively: false },
];
