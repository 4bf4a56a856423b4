// What every first visit needs goes into two files: what changes with our dependencies, and what changes with us. Many
// small chunks compress worse and cost requests. A group takes along whatever its modules import: so what is in the
// shell imports files (`@/api/client`), not indexes, which would bring all that stands behind them.

const GROUND =
  /node_modules\/(clsx|react|react-dom|scheduler|use-sync-external-store|openapi-fetch|@lingui\/(core|react)|@tanstack\/(router-core|react-router|history|query-core(?!\/.*(infiniteQueryObserver|mutationObserver|queriesObserver|hydration|streamedQuery))|react-query(?!\/.*(useInfinite|useMutation|useQueries|Suspense(Infinite|Queries)))|store|react-store))\//;
const SHELL =
  /vite\/preload-helper|lucide-react\/.*\/(createLucideIcon|Icon|context|defaultAttributes|shared\/)|\/src\/(api\/(client|connection|live|problem|stream-mark)\.|app\/(later|search-params|routes\/[^?]*\.tsx$|route-tree|shell\/(?!banner-lines|bottom-bar|navigation-more)|pages\/index|query-client|overlays\/(index|overlays)|session\/(session|queries)\.)|shared\/(addresses\/|i18n\/i18n|hotkeys\/(?!match)|permissions\/|preferences\/|format\/names|labels\/(label|people)\.|time\/now\.)|shared\/ui\/(cx|use-width|actions\/kbd|values\/avatar|feedback\/toast)\.)/;

/** Icons of the call workspace, which most screens share some of: one by one each would cost more than its drawing. */
const CALL_ICONS =
  /lucide-react\/.*\/icons\/(arrow-right|check|circle-check|circle-x|clock|clock-exclamation-point|coffee|copy|footprints|lightbulb|loader-circle|lock|mail|message-square-warning|messages-square|moon|phone(-\w+)*|pin|quote|rotate-cw|shield-check|star|user|user-round-check|video|x)\./;

/** Icons of the lists of opportunities; a file each would weigh more in its head than in its lines. */
const PIPELINE_ICONS = /lucide-react\/.*\/icons\/(corner-down-right|funnel|list-filter|users-round)\./;

// An icon of its own weighs more in its file's head than in its lines: those that many screens draw come together.
const ICONS = /lucide-react\/dist\/esm\/icons\//;

export const chunks = [
  { name: 'ground', test: GROUND, priority: 2 },
  { name: 'shell', test: SHELL, priority: 1 },
  { name: 'call-icons', test: CALL_ICONS, priority: 0 },
  { name: 'pipeline-icons', test: PIPELINE_ICONS, priority: 0 },
  { name: 'icons', test: ICONS, priority: 0, minShareCount: 18 },
];
