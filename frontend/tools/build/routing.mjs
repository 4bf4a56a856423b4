// How file routes are found; shared by Vite's plugin and by the generator that runs before type checks.
export const routing = {
  target: 'react',
  autoCodeSplitting: true,
  routesDirectory: './src/app/routes',
  generatedRouteTree: './src/app/route-tree.gen.ts',
  quoteStyle: 'single',
  semicolons: true,
  disableLogging: true,
};
